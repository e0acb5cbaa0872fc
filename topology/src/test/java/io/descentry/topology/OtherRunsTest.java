package io.descentry.topology;

import static io.descentry.topology.TopologyBench.job;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerStatistics;
import io.descentry.schemas.Topic;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A run is set beside its siblings and beside its reference, from the trainers' records to the alert. */
class OtherRunsTest {

    @Test
    void a_run_far_above_its_siblings_is_told_at_the_fifth_milestone() {
        try (var bench = new TopologyBench()) {
            for (int i = 0; i < 11; i++) {
                train(bench, "good-" + i, 1 + 0.005 * i, 140);
            }
            assertThat(bench.alertEvents()).isEmpty();

            train(bench, "bad", 1.5, 140);
            assertThat(bench.alertEvents()).singleElement().satisfies(alert -> {
                assertThat(alert.getJobId()).isEqualTo("bad");
                assertThat(alert.getKind()).isEqualTo("worse_than_siblings");
                assertThat(alert.getFirstStep()).isEqualTo(64);
                assertThat(alert.getDetectedStep()).isEqualTo(128);
                assertThat(alert.getPages()).isFalse();
                assertThat(alert.getDescription()).startsWith("loss beside 11 siblings");
            });
            KeyValueStore<Bytes, byte[]> rows = bench.driver.getKeyValueStore("siblings-rows");
            assertThat(rows.approximateNumEntries()).as("milestones").isEqualTo(5);
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void runs_of_another_data_set_are_no_siblings() {
        try (var bench = new TopologyBench()) {
            for (int i = 0; i < 11; i++) {
                train(bench, "good-" + i, 1 + 0.005 * i, 140);
            }
            bench.send(
                    Topic.JOBS,
                    JobDescription.newBuilder(described("other", null))
                            .setDataset("digits-4")
                            .build());
            run(bench, "other", 1.5, 140);
            assertThat(bench.alertEvents()).isEmpty();
        }
    }

    @Test
    void the_first_layer_that_differs_from_the_reference_is_named() {
        try (var bench = new TopologyBench()) {
            port(bench, "old", null, 0.5f);
            port(bench, "same", "old", 0.5f);
            assertThat(bench.alertEvents()).isEmpty();

            port(bench, "new", "old", 0.8f);
            assertThat(bench.alertEvents()).singleElement().satisfies(OtherRunsTest::isAboutTheSecondLayer);
        }
    }

    @Test
    void the_reference_may_come_last() {
        try (var bench = new TopologyBench()) {
            port(bench, "new", "old", 0.8f);
            assertThat(bench.alertEvents()).isEmpty();

            port(bench, "old", null, 0.5f);
            assertThat(bench.alertEvents()).singleElement().satisfies(OtherRunsTest::isAboutTheSecondLayer);
        }
    }

    private static void isAboutTheSecondLayer(AlertEvent alert) {
        assertThat(alert.getJobId()).isEqualTo("new");
        assertThat(alert.getKind()).isEqualTo("reference_divergence");
        assertThat(alert.getSubject()).isEqualTo("layer:fc2");
        assertThat(alert.getFirstStep()).isZero();
        assertThat(alert.getDescription())
                .startsWith("activation_mean of fc2, relative difference from old 0.3000 at step 0: bar 0.01000");
    }

    private static void train(TopologyBench bench, String name, double times, int steps) {
        bench.send(Topic.JOBS, described(name, null));
        run(bench, name, times, steps);
    }

    private static void run(TopologyBench bench, String name, double times, int steps) {
        for (int i = 0; i < steps; i++) {
            double loss = times * 2.3 * Math.pow(1 + i / 50.0, -0.5);
            bench.send(step(i).setJobId(name).setLoss(loss).build());
        }
    }

    /** Three steps of a model of two layers, of which the second puts out so much in the mean. */
    private static void port(TopologyBench bench, String name, @Nullable String reference, float mean) {
        bench.send(Topic.JOBS, described(name, reference));
        for (int i = 0; i < 3; i++) {
            LayerStatistics layers = LayerStatistics.newBuilder()
                    .setActivationMean(List.of(0.1f, mean))
                    .setActivationStd(List.of(1f, 1f))
                    .setGradNorm(List.of(1f, 1f))
                    .setWeightNorm(List.of(10f, 10f))
                    .build();
            bench.send(step(i).setJobId(name)
                    .setInputMean(0.1)
                    .setInputStd(1.0)
                    .setLayers(layers)
                    .build());
        }
    }

    private static JobDescription described(String name, @Nullable String reference) {
        return JobDescription.newBuilder(job(JobState.RUNNING, 1, "fc1", "fc2"))
                .setJobId(name)
                .setProject("vision")
                .setModel("mlp")
                .setLossKind("cross_entropy")
                .setNumClasses(10)
                .setBatchSize(32)
                .setPrecision("fp32")
                .setDataset("digits-3")
                .setReferenceJob(reference)
                .build();
    }
}
