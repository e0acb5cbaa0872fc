package io.descentry.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Kind;
import io.descentry.health.HealthStatus;
import io.descentry.judge.Verdict.IgnoreReason;
import io.descentry.judge.Verdict.Ignored;
import io.descentry.judge.Verdict.Judged;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.memory.MemoryFormatException;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobJudgeTest {
    private static final double FINE = 2;

    private final JobJudge judge = new JobJudge();
    private final JobMemory memory = judge.remember("job");
    private final List<AlertChange> changes = new ArrayList<>();

    private static StepReading step(int attempt, int rank, long step, double loss, LayerColumns layers) {
        Scalars scalars = new Scalars().with(Series.LOSS, loss);
        return new StepReading(attempt, rank, step, 1000 * step, false, false, scalars, Map.of(), layers);
    }

    private static StepReading step(int attempt, int rank, long step) {
        return step(attempt, rank, step, FINE, LayerColumns.none());
    }

    private static EvalReading eval(int attempt, String split, long step) {
        return new EvalReading(attempt, step, 1000 * step, split, true, FINE, Map.of());
    }

    private static LayerColumns layers(int n) {
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.GRAD_NORM.ordinal()] = new float[n];
        return LayerColumns.of(columns);
    }

    private static JobFacts facts(int attempt, JobFacts.State state, int worldSize, String... layerNames) {
        List<JobFacts.Layer> layers = Arrays.stream(layerNames)
                .map(name -> new JobFacts.Layer(name, "linear", null, false))
                .toList();
        return new JobFacts(
                "job",
                attempt,
                state,
                99,
                "a name",
                null,
                null,
                null,
                Map.of("team", "vision"),
                null,
                null,
                null,
                0,
                null,
                0.1,
                0,
                null,
                -1,
                -1,
                worldSize,
                layers,
                List.of(new JobFacts.Placement(0, "host-1", null)),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }

    private Verdict put(StepReading reading) {
        return advance(judge.judge(memory, reading));
    }

    private Verdict put(EvalReading reading) {
        return advance(judge.judge(memory, reading));
    }

    private Verdict put(JobFacts facts) {
        return advance(judge.describe(memory, facts));
    }

    private Verdict advance(Verdict verdict) {
        if (verdict instanceof Judged judged) {
            changes.addAll(judge.advance(memory, judged));
        }
        return verdict;
    }

    private static void assertRejected(Verdict verdict, RejectReason reason) {
        assertThat(verdict).isInstanceOfSatisfying(Rejected.class, r -> {
            assertThat(r.reason()).isEqualTo(reason);
            assertThat(r.detail()).isNotBlank();
        });
    }

    @Test
    void impossibleRecordsAreRejectedAndChangeNothing() {
        put(facts(0, JobFacts.State.RUNNING, 4, "fc1", "fc2"));
        put(step(0, 0, 5));
        put(eval(0, "validation", 5));
        byte[] before = judge.write(memory);
        assertRejected(put(step(-1, 0, 6)), RejectReason.NEGATIVE_ATTEMPT);
        assertRejected(put(step(0, 0, -6)), RejectReason.NEGATIVE_STEP);
        assertRejected(put(step(0, -1, 6)), RejectReason.NEGATIVE_RANK);
        assertRejected(put(step(0, 4, 6)), RejectReason.RANK_OUT_OF_RANGE);
        assertRejected(put(step(0, 0, 4)), RejectReason.STEP_WENT_BACK);
        assertRejected(put(step(0, 0, 6, FINE, layers(3))), RejectReason.LAYER_COUNT_MISMATCH);
        assertRejected(put(eval(-1, "validation", 6)), RejectReason.NEGATIVE_ATTEMPT);
        assertRejected(put(eval(0, "validation", -6)), RejectReason.NEGATIVE_STEP);
        assertRejected(put(eval(0, "validation", 4)), RejectReason.STEP_WENT_BACK);
        assertRejected(put(facts(-1, JobFacts.State.RUNNING, 4)), RejectReason.NEGATIVE_ATTEMPT);
        assertThat(judge.write(memory)).isEqualTo(before);
    }

    @Test
    void duplicatesAreIgnoredAndChangeNothing() {
        put(step(0, 0, 5));
        put(step(0, 1, 5));
        put(eval(0, "validation", 5));
        byte[] before = judge.write(memory);
        Ignored duplicate = new Ignored(IgnoreReason.DUPLICATE);
        assertThat(put(step(0, 0, 5))).isEqualTo(duplicate);
        assertThat(put(step(0, 1, 5))).isEqualTo(duplicate);
        assertThat(put(eval(0, "validation", 5))).isEqualTo(duplicate);
        assertThat(judge.write(memory)).isEqualTo(before);
        assertThat(put(eval(0, "train", 5))).isInstanceOf(Judged.class);
    }

    @Test
    void anUnknownWorldStillHasBounds() {
        assertRejected(put(step(0, 70_000, 1)), RejectReason.RANK_OUT_OF_RANGE);
        for (int i = 0; i < SplitEvals.SPLITS; i++) {
            assertThat(put(eval(0, "split " + i, 1))).isInstanceOf(Judged.class);
        }
        assertRejected(put(eval(0, "one more", 1)), RejectReason.TOO_LARGE);
        assertRejected(put(step(0, 0, 1, FINE, layers(20_001))), RejectReason.TOO_LARGE);
        assertThat(put(step(0, 65_535, 1, FINE, layers(20_000)))).isInstanceOf(Judged.class);
    }

    @Test
    void aNewAttemptGoesBackAndTheOldOneIsStale() {
        put(step(0, 0, 100));
        assertThat(put(step(1, 0, 50))).isInstanceOf(Judged.class);
        assertThat(put(step(0, 0, 101))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(put(eval(0, "validation", 101))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(put(facts(0, JobFacts.State.FINISHED, 1))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
    }

    @Test
    void nothingComesAfterTheEnd() {
        put(step(0, 0, 1));
        put(facts(0, JobFacts.State.FINISHED, 1));
        assertThat(put(step(0, 0, 2))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(put(facts(0, JobFacts.State.FINISHED, 1))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(put(step(1, 0, 2))).isInstanceOf(Judged.class);
    }

    @Test
    void stepsThatTheEndOvertookStillCountAndTheirAlertsEndAtOnce() {
        put(step(0, 0, 1));
        put(facts(0, JobFacts.State.FAILED, 1).ended(0, JobFacts.State.FAILED, 5_000));
        assertThat(put(step(0, 0, 4))).isInstanceOf(Judged.class);
        assertThat(put(step(0, 0, 5, Double.NaN, LayerColumns.none()))).isInstanceOf(Judged.class);
        assertThat(put(step(0, 0, 6))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(put(eval(0, "validation", 5))).isInstanceOf(Judged.class);
        assertThat(put(eval(0, "validation", 6))).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
        assertThat(changes).extracting(AlertChange::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(changes.get(1)).returns(Resolution.JOB_ENDED, AlertChange::resolution);
        assertThat(memory.openAlerts()).isEmpty();
    }

    @Test
    void anAlertNamesItsPlaceAndEndsWithTheJob() {
        put(step(0, 0, 1));
        put(step(0, 3, 1, Double.NaN, LayerColumns.none()));
        put(step(0, 0, 2, Double.NaN, LayerColumns.none()));
        put(memory.facts().ended(0, JobFacts.State.FAILED, 99)); // nobody described it
        assertThat(changes).extracting(AlertChange::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(changes.get(0))
                .returns(Kind.NON_FINITE, AlertChange::kind)
                .returns(3, AlertChange::rank)
                .returns(1L, AlertChange::firstStep);
        assertThat(changes.get(1))
                .returns(Resolution.JOB_ENDED, AlertChange::resolution)
                .returns(2L, AlertChange::lastStep);
        assertThat(memory.openAlerts()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an attempt that was described         | 1  | 1
            a newer attempt that nobody described | 0  | 1
            a job that nobody described           | -1 | 1
            """)
    void aSilentJobThatIsForgottenLeavesNoAlertOpen(String story, int described, int attempt) {
        if (described >= 0) {
            put(facts(described, JobFacts.State.RUNNING, 1));
        }
        put(step(attempt, 0, 1));
        put(step(attempt, 0, 2, Double.NaN, LayerColumns.none()));
        assertThat(advance(judge.lose(memory, 100_000_000))).isInstanceOf(Judged.class);
        assertThat(changes).extracting(AlertChange::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(changes.get(1))
                .returns(Resolution.JOB_ENDED, AlertChange::resolution)
                .returns(attempt, AlertChange::attempt);
        assertThat(memory.status()).isEqualTo(HealthStatus.LOST);
        assertThat(judge.lose(memory, 100_000_001)).isEqualTo(new Ignored(IgnoreReason.STALE_ATTEMPT));
    }

    @Test
    void aRestartSupersedesWhatWasOpenAndFiresAgainOnlyAfterTheCoolDown() {
        put(step(0, 0, 1, Double.NaN, LayerColumns.none()));
        put(step(1, 0, 0, FINE, LayerColumns.none()));
        put(step(1, 0, 1, Double.NaN, LayerColumns.none()));
        assertThat(changes).extracting(AlertChange::status).containsExactly(Status.FIRING, Status.RESOLVED);
        assertThat(changes.get(1).resolution()).isEqualTo(Resolution.SUPERSEDED);
        put(step(1, 0, 400, Double.NaN, LayerColumns.none()));
        assertThat(changes).last().returns(Status.FIRING, AlertChange::status).returns(1, AlertChange::attempt);
    }

    @Test
    void aStepBeforeItsDescriptionIsJudgedByIndex() {
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.ACTIVATION_NONFINITE.ordinal()] = new float[] {0, 4};
        put(step(0, 0, 1, Double.NaN, LayerColumns.of(columns)));
        assertThat(changes.get(0).layer()).isEqualTo("layer 1");
        put(facts(0, JobFacts.State.RUNNING, 1, "fc1", "fc2"));
        put(facts(0, JobFacts.State.FINISHED, 1, "fc1", "fc2"));
        assertThat(changes.get(1).layer()).isEqualTo("layer 1");
        assertThat(changes.get(1).fingerprint()).isEqualTo(changes.get(0).fingerprint());
    }

    @Test
    void theMemoryGoesOnWhereItWasWritten() {
        JobMemory whole = judge.remember("job");
        JobMemory stored = judge.remember("job");
        JobFacts facts = facts(0, JobFacts.State.RUNNING, 2, "fc1");
        judge.describe(whole, facts);
        judge.describe(stored, facts);
        for (int i = 0; i < 300; i++) {
            double loss = i == 150 ? 90 : i > 280 ? Double.NaN : 3 - i / 150.0;
            for (int rank = 0; rank < 2; rank++) {
                StepReading reading = step(0, rank, i, loss, trained(1, i));
                stored = judge.read("job", judge.write(stored));
                Verdict expected = judge.judge(whole, reading);
                Verdict actual = judge.judge(stored, reading);
                assertThat(answers(actual)).isEqualTo(answers(expected));
                assertThat(judge.advance(stored, (Judged) actual)).isEqualTo(judge.advance(whole, (Judged) expected));
            }
        }
        assertThat(judge.write(stored)).isEqualTo(judge.write(whole));
        assertThat(stored.facts()).isEqualTo(facts);
        assertThat(stored.openAlerts()).contains(Kind.NON_FINITE);
    }

    private static List<?> answers(Verdict verdict) {
        return ((Judged) verdict)
                .findings().stream()
                        .map(finding -> List.of(finding.kind(), finding.judgement()))
                        .toList();
    }

    /** Layers that learn, now and then with some of them at rest. */
    private static LayerColumns trained(int layers, int step) {
        float[][] columns = new float[LayerSeries.values().length][];
        for (LayerSeries series : LayerSeries.values()) {
            float[] column = new float[layers];
            for (int i = 0; i < layers; i++) {
                column[i] = switch (series) {
                    case GRAD_NORM, UPDATE_NORM -> (step + i) % 5 == 0 ? 0 : 0.01f + 0.001f * (step % 7);
                    case WEIGHT_NORM -> 10;
                    case ACTIVATION_ZERO_FRACTION, ACTIVATION_SATURATED_FRACTION -> step % 3 == 0 ? 0.1f : 0.99f;
                    default -> 0;
                };
            }
            columns[series.ordinal()] = column;
        }
        return LayerColumns.of(columns);
    }

    @Test
    void bytesThatEndEarlyAreRefusedAndAnotherVersionStartsAfresh() {
        put(step(0, 0, 7));
        byte[] bytes = judge.write(memory);
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 3);
        assertThatThrownBy(() -> judge.read("job", cut)).isInstanceOf(MemoryFormatException.class);
        bytes[0] = 98;
        assertThat(judge.read("job", bytes).lastStep()).isEqualTo(-1);
    }
}
