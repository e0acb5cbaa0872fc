package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobState;
import io.descentry.avro.StepBatch;
import io.descentry.avro.StepSummary;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import io.descentry.wire.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Steps that come several in one record are judged as if each had come by itself. */
class BatchTest {
    private final TopologyBench bench = new TopologyBench();

    @Test
    void aRunInBatchesGivesTheVeryAlertsOfTheRunStepByStep() {
        List<StepSummary> run =
                LongStream.range(0, 400).mapToObj(BatchTest::ofRun).toList();
        for (int size : List.of(2, 16, 64, 400)) {
            try (TopologyBench single = new TopologyBench();
                    TopologyBench batched = new TopologyBench()) {
                for (TopologyBench each : List.of(single, batched)) {
                    each.send(Topic.JOBS, TopologyBench.job(JobState.RUNNING, 1, "a", "b"));
                }
                for (int i = 0; i < run.size(); i += size) {
                    List<StepSummary> some = run.subList(i, Math.min(run.size(), i + size));
                    some.forEach(single::send);
                    batched.send(Topic.STEP_BATCHES, batch(some));
                }
                List<String> alerts = words(single.alertEvents());
                assertThat(alerts).hasSize(3);
                assertThat(words(batched.alertEvents())).isEqualTo(alerts);
            }
        }
    }

    @Test
    void aBadStepIsOneDeadLetterAndTheOthersAreJudged() {
        List<StepSummary> steps = new ArrayList<>();
        LongStream.range(0, 6).forEach(i -> steps.add(TopologyBench.step(i).build()));
        steps.set(1, TopologyBench.step(1).setJobId("another").build());
        steps.set(2, TopologyBench.step(-7).build());
        steps.set(
                3,
                TopologyBench.step(3)
                        .setTime(TopologyBench.START.plus(Duration.ofDays(2)))
                        .build());
        steps.set(5, TopologyBench.step(5).setLoss(Double.NaN).build());
        bench.send(Topic.STEP_BATCHES, batch(steps));
        List<TestRecord<byte[], byte[]>> letters = bench.rawDeadLetters();
        assertThat(letters.stream().map(letter -> TopologyBench.header(letter, DeadLetter.REASON)))
                .containsExactly("KEY_MISMATCH", "NEGATIVE_STEP", "TIME_IN_FUTURE");
        assertThat(letters.stream().map(letter -> TopologyBench.header(letter, DeadLetter.MESSAGE)))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("step 1, index 1 of 6 in the batch: the record key"),
                        second -> assertThat(second).isEqualTo("step -7, index 2 of 6 in the batch: step -7"),
                        third -> assertThat(third).startsWith("step 3, index 3 of 6 in the batch: "));
        assertThat(letters.get(0).value()).isEqualTo(bench.encoded(Topic.STEP_BATCHES, batch(steps)));
        assertThat(bench.alerts()).containsExactly("non_finite FIRING at 5");
    }

    @Test
    void aBatchOfBadStepsDoesNotFillTheDeadLetters() {
        List<StepSummary> steps = LongStream.range(0, 40)
                .mapToObj(i -> TopologyBench.step(-1 - i).build())
                .toList();
        bench.send(Topic.STEP_BATCHES, batch(steps));
        List<TestRecord<byte[], byte[]>> letters = bench.rawDeadLetters();
        assertThat(letters).hasSize(16);
        assertThat(TopologyBench.header(letters.get(15), DeadLetter.MESSAGE)).endsWith("are only counted");
    }

    @Test
    void aBatchIsRefusedAsAWhole() {
        List<StepSummary> many = LongStream.range(0, 1_001)
                .mapToObj(i -> TopologyBench.step(i).build())
                .toList();
        bench.send(Topic.STEP_BATCHES, batch(many));
        byte[] whole = bench.encoded(
                Topic.STEP_BATCHES,
                batch(List.of(TopologyBench.step(1).setLoss(Double.NaN).build())));
        bench.send(Topic.STEP_BATCHES, TopologyBench.JOB, Arrays.copyOf(whole, whole.length - 3));
        bench.send(Topic.STEP_BATCHES, TopologyBench.JOB, null);
        bench.send(Topic.STEP_BATCHES, "another", whole);
        assertThat(bench.deadLetters()).containsExactly("TOO_LARGE", "UNDECODABLE", "UNDECODABLE", "KEY_MISMATCH");
        assertThat(bench.alerts()).isEmpty();
        bench.send(Topic.STEP_BATCHES, batch(List.of()));
        bench.send(Topic.STEP_BATCHES, TopologyBench.JOB, whole);
        assertThat(bench.alerts()).containsExactly("non_finite FIRING at 1");
    }

    @Test
    void bothWaysReadHostileBatchesAlike() throws Exception {
        var registry = InMemorySchemaRegistry.withOurSchemas();
        byte[] honest = new RecordEncoder<StepBatch>(Topic.STEP_BATCHES, registry)
                .encode(batch(LongStream.range(0, 5).mapToObj(BatchTest::ofRun).toList()));
        RecordDecoder<ReadBatch> own = StepDecoder.ofBatches(registry);
        RecordDecoder<ReadBatch> generated = StepDecoder.generatedBatches(registry);
        Random random = new Random(5);
        int accepted = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] hostile = i % 3 == 0 ? Arrays.copyOf(honest, 5 + random.nextInt(honest.length)) : honest.clone();
            for (int flips = i == 0 ? 0 : random.nextInt(3); flips > 0 && hostile.length > 5; flips--) {
                hostile[5 + random.nextInt(hostile.length - 5)] ^= (byte) (1 << random.nextInt(8));
            }
            List<String> now = outcome(own, hostile);
            assertThat(now).isEqualTo(outcome(generated, hostile));
            accepted += now.size() > 1 ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 4_500);
    }

    private static List<String> outcome(RecordDecoder<ReadBatch> decoder, byte[] wire) throws Exception {
        try {
            ReadBatch batch = decoder.decode(wire);
            List<String> words = new ArrayList<>(List.of("of job " + batch.isOf(new byte[] {'j', 'o', 'b', '-', '1'})));
            for (int i = 0; i < batch.size(); i++) {
                words.add(Outcome.words(batch.step(i)));
            }
            return words;
        } catch (UndecodableException refused) {
            return List.of(String.valueOf(refused.getMessage()));
        }
    }

    /** Falls, leaps at 150 and is lost at 300, in one layer first. */
    private static StepSummary ofRun(long step) {
        double noise = 1 + 0.02 * Math.sin(step * 1.7);
        double loss = 2 * Math.exp(-step / 200.0) * noise * (step == 150 ? 40 : 1);
        boolean lost = step >= 300;
        return TopologyBench.step(step)
                .setLoss(lost ? Double.NaN : loss)
                .setGradNorm(lost ? Double.NaN : noise)
                .setLearningRate(0.1)
                .setLayers(TopologyBench.layers(0.6f, lost ? Float.NaN : 0.8f)
                        .setGradNonfinite(List.of(0f, lost ? 3f : 0f))
                        .build())
                .build();
    }

    private static StepBatch batch(List<StepSummary> steps) {
        return StepBatch.newBuilder()
                .setJobId(TopologyBench.JOB)
                .setSteps(steps)
                .build();
    }

    private static List<String> words(List<AlertEvent> events) {
        return events.stream().map(AlertEvent::toString).toList();
    }
}
