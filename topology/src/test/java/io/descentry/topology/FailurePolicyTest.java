package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.START;
import static io.descentry.topology.TopologyBench.eval;
import static io.descentry.topology.TopologyBench.header;
import static io.descentry.topology.TopologyBench.job;
import static io.descentry.topology.TopologyBench.layers;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.LayerTrace;
import io.descentry.avro.PeerNote;
import io.descentry.avro.PeerReport;
import io.descentry.avro.Presence;
import io.descentry.avro.StepSummary;
import io.descentry.avro.TraceColumn;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The failure policy of the product, row by row, through the real topology. */
class FailurePolicyTest {
    private final TopologyBench bench = new TopologyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void truncated_bytes_are_a_dead_letter_and_the_job_goes_on() {
        byte[] sound = bench.encoded(Topic.STEPS, step(0).build());
        for (int length = 0; length < sound.length; length++) {
            bench.send(Topic.STEPS, JOB, Arrays.copyOf(sound, length));
        }
        assertThat(bench.deadLetters()).hasSize(sound.length).containsOnly("UNDECODABLE");

        goesOn(0);
    }

    @Test
    void bytes_after_the_record_are_a_dead_letter() {
        byte[] sound = bench.encoded(Topic.STEPS, step(0).build());
        bench.send(Topic.STEPS, JOB, Arrays.copyOf(sound, sound.length + 1));
        assertThat(bench.deadLetters()).containsExactly("UNDECODABLE");
    }

    @Test
    void an_unknown_schema_id_is_a_dead_letter() {
        byte[] sound = bench.encoded(Topic.STEPS, step(0).build());
        ByteBuffer.wrap(sound).putInt(1, 4711);
        bench.send(Topic.STEPS, JOB, sound);
        assertThat(bench.deadLetters()).containsExactly("UNKNOWN_SCHEMA");

        goesOn(0);
    }

    @Test
    void a_record_of_another_type_is_a_dead_letter() {
        bench.send(Topic.STEPS, JOB, bench.encoded(Topic.EVALS, eval(0).build()));
        assertThat(bench.deadLetters()).containsExactly("UNDECODABLE");
    }

    @Test
    void a_dead_letter_keeps_the_bytes_and_says_where_they_came_from_and_why() {
        bench.send(step(0).build());
        bench.send(Topic.STEPS, JOB, new byte[] {7, 7, 7});

        TestRecord<byte[], byte[]> letter = bench.rawDeadLetters().get(0);
        assertThat(letter.value()).containsExactly(7, 7, 7);
        assertThat(letter.key()).isEqualTo(JOB.getBytes(StandardCharsets.UTF_8));
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("descentry.steps");
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("1");
        assertThat(header(letter, DeadLetter.MESSAGE)).contains("3 bytes");
        assertThat(header(letter, DeadLetter.EXCEPTION)).endsWith("UndecodableException");
    }

    @Test
    void a_record_under_the_key_of_another_job_is_refused() {
        bench.send(Topic.STEPS, "job-2", bench.encoded(Topic.STEPS, step(0).build()));
        assertThat(bench.deadLetters()).containsExactly("KEY_MISMATCH");
    }

    @Test
    void impossible_numbers_are_refused_by_name() {
        bench.send(Topic.JOBS, job(JobState.RUNNING, 4));
        bench.send(step(-1).build());
        bench.send(step(0).setRank(-1).build());
        bench.send(step(0).setRank(4).build());
        bench.send(step(0).setAttempt(-1).build());
        bench.send(step(0).setTime(START.plusSeconds(2 * 3600)).build());
        bench.send(Topic.EVALS, eval(-1).build());
        bench.send(Topic.JOBS, job(JobState.RUNNING, 0));
        assertThat(bench.deadLetters())
                .containsExactly(
                        "NEGATIVE_STEP",
                        "NEGATIVE_RANK",
                        "RANK_OUT_OF_RANGE",
                        "NEGATIVE_ATTEMPT",
                        "TIME_IN_FUTURE",
                        "NEGATIVE_STEP",
                        "RANK_OUT_OF_RANGE");

        goesOn(0);
    }

    @Test
    void columns_of_different_length_are_refused_whether_the_job_is_known_or_not() {
        bench.send(step(0).setLayers(layers(1f, 2f).setUpdateNorm(List.of(1f)).build())
                .build());
        assertThat(bench.deadLetters()).containsExactly("COLUMN_LENGTHS_DIFFER");

        bench.send(Topic.JOBS, job(JobState.RUNNING, 1, "fc1", "fc2"));
        bench.send(step(1).setLayers(layers(1f, 2f, 3f).build()).build());
        assertThat(bench.deadLetters()).containsExactly("LAYER_COUNT_MISMATCH");

        bench.send(step(2).setLayers(layers(1f, 2f).build()).build());
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void a_step_far_behind_is_refused_but_a_duplicate_is_only_ignored() {
        for (int step = 0; step < 200; step++) {
            bench.send(step(step).build());
        }
        bench.send(step(199).build());
        bench.send(step(150).build());
        assertThat(bench.deadLetters()).isEmpty();

        bench.send(step(3).build());
        assertThat(bench.deadLetters()).containsExactly("STEP_WENT_BACK");
    }

    @Test
    void a_duplicate_stream_changes_no_alert() {
        for (int round = 0; round < 2; round++) {
            for (int step = 0; step < 40; step++) {
                bench.send(step(step).setLoss(step < 30 ? 2.0 : Double.NaN).build());
            }
        }
        assertThat(bench.alerts()).containsExactly("non_finite FIRING at 30");
    }

    @Test
    void names_and_maps_beyond_all_measure_are_refused() {
        String megabyte = "x".repeat(300_000);
        bench.send(
                Topic.STEPS,
                megabyte,
                bench.encoded(Topic.STEPS, step(0).setJobId(megabyte).build()));
        bench.send(Topic.EVALS, eval(0).setSplit(megabyte).build());
        var description = job(JobState.RUNNING, 1);
        bench.send(
                Topic.JOBS,
                JobDescription.newBuilder(description).setName(megabyte).build());
        Map<String, String> labels = new HashMap<>();
        Map<String, Double> terms = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            labels.put("label" + i, "v");
            terms.put("term" + i, 1.0);
        }
        bench.send(
                Topic.JOBS,
                JobDescription.newBuilder(description).setLabels(labels).build());
        bench.send(step(1).setLossTerms(terms).build());
        LayerDescription layer = LayerDescription.newBuilder().setName("l").build();
        bench.send(
                Topic.JOBS,
                JobDescription.newBuilder(description)
                        .setLayers(Collections.nCopies(50_000, layer))
                        .build());
        assertThat(bench.deadLetters()).hasSize(6).containsOnly("TOO_LARGE");

        bench.send(step(2).setLayers(layers(Collections.nCopies(600_000, 1f).toArray(Float[]::new))
                        .build())
                .build());
        assertThat(bench.deadLetters()).containsExactly("UNDECODABLE");

        goesOn(3);
    }

    @Test
    void an_evaluation_going_back_is_refused_and_a_repeated_one_ignored() {
        bench.send(Topic.EVALS, eval(10).build());
        bench.send(Topic.EVALS, eval(10).build());
        assertThat(bench.deadLetters()).isEmpty();

        bench.send(Topic.EVALS, eval(5).build());
        assertThat(bench.deadLetters()).containsExactly("STEP_WENT_BACK");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                1e308,
                -1e308,
                Double.MIN_VALUE,
                -1
            })
    void any_number_in_any_field_is_judged_and_leaves_no_trace_but_alerts(double strange) {
        bench.send(Topic.JOBS, job(JobState.RUNNING, 1, "fc1", "fc2"));
        long step = 0;
        for (Schema.Field field : StepSummary.getClassSchema().getFields()) {
            StepSummary summary = step(step++).setLayers(layers(1f, 1f).build()).build();
            if (takesDouble(field.schema())) {
                summary.put(field.pos(), strange);
                bench.send(summary);
            }
        }
        for (Schema.Field field : LayerStatistics.getClassSchema().getFields()) {
            LayerStatistics statistics = layers(1f, 1f).build();
            statistics.put(field.pos(), List.of(1f, (float) strange));
            bench.send(step(step++).setLayers(statistics).build());
        }
        bench.send(step(step++).setLossTerms(Map.of("data", strange)).build());
        bench.send(
                Topic.EVALS,
                eval(step)
                        .setLoss(strange)
                        .setMetrics(Map.of("accuracy", strange))
                        .build());
        assertThat(bench.deadLetters()).isEmpty();

        for (AlertEvent alert : bench.alertEvents()) {
            assertThat(alert.getEvidence()).isNotEmpty().allSatisfy(evidence -> {
                assertThat(evidence.getObserved() == null || Double.isFinite(evidence.getObserved()))
                        .isTrue();
                assertThat(evidence.getExpected() == null || Double.isFinite(evidence.getExpected()))
                        .isTrue();
                assertThat(evidence.getBar() == null || Double.isFinite(evidence.getBar()))
                        .isTrue();
            });
        }
        // After ordinary steps for longer than the cool-down, the next fault is told as if nothing had been.
        for (int i = 0; i < 400; i++) {
            bench.send(step(step + i).build());
        }
        bench.alerts();
        bench.send(step(step + 400).setLoss(Double.NaN).build());
        assertThat(bench.alerts()).containsExactly("non_finite FIRING at " + (step + 400));
    }

    @Test
    void what_peers_tell_is_read_as_carefully_as_what_trainers_send() {
        String fleet = "fleet:north";
        byte[] presence = bench.encoded(Topic.PEER_REPORTS, report().build());
        bench.send(Topic.PEER_REPORTS, fleet, new byte[] {0, 1, 2});
        bench.send(Topic.PEER_REPORTS, fleet, null);
        bench.send(Topic.PEER_REPORTS, "north", presence);
        bench.send(Topic.PEER_REPORTS, "siblings:vision/mlp", presence);
        bench.send(
                Topic.PEER_REPORTS,
                fleet,
                bench.encoded(
                        Topic.PEER_REPORTS,
                        report().setTime(START.plusSeconds(2 * 3600)).build()));
        bench.send(Topic.PEER_REPORTS, "reference:job-1", bench.encoded(Topic.PEER_REPORTS, crookedTrace()));
        bench.send(Topic.PEER_NOTES, JOB, bench.encoded(Topic.STEPS, step(0).build()));
        bench.send(Topic.PEER_NOTES, "job-2", bench.encoded(Topic.PEER_NOTES, note()));
        assertThat(bench.deadLetters())
                .containsExactly(
                        "UNDECODABLE",
                        "UNDECODABLE",
                        "KEY_MISMATCH",
                        "KEY_MISMATCH",
                        "TIME_IN_FUTURE",
                        "COLUMN_LENGTHS_DIFFER",
                        "UNDECODABLE",
                        "KEY_MISMATCH");

        bench.send(Topic.PEER_REPORTS, fleet, presence);
        bench.send(Topic.PEER_NOTES, JOB, bench.encoded(Topic.PEER_NOTES, note()));
        goesOn(0);
    }

    private static PeerReport.Builder report() {
        return PeerReport.newBuilder()
                .setJobId(JOB)
                .setAttempt(0)
                .setTime(START)
                .setPresence(Presence.newBuilder().setRunning(true).build());
    }

    private static PeerReport crookedTrace() {
        return report().setPresence(null)
                .setTrace(LayerTrace.newBuilder()
                        .setReference(true)
                        .setStep(1)
                        .setBatchSize(8)
                        .setInputMean(0)
                        .setInputStd(1)
                        .setLayers(List.of("fc1", "fc2"))
                        .setColumns(List.of(new TraceColumn("grad_norm", List.of(1f))))
                        .build())
                .build();
    }

    private static PeerNote note() {
        return PeerNote.newBuilder().setJobId(JOB).setAttempt(0).setTime(START).build();
    }

    private static boolean takesDouble(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                && schema.getTypes().stream().anyMatch(type -> type.getType() == Schema.Type.DOUBLE);
    }

    /** After whatever came before, the job is still judged. */
    private void goesOn(long from) {
        bench.send(step(from).build());
        bench.send(step(from + 1).setLoss(Double.NaN).build());
        assertThat(bench.alerts()).containsExactly("non_finite FIRING at " + (from + 1));
        assertThat(bench.deadLetters()).isEmpty();
    }
}
