package io.descentry.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ranks of a large job take: the bound that docs/performance.md publishes. */
class RankMemoryTest {
    /** Bytes for each rank in the changelog: last steps, pulse, and own times. */
    private static final int MOST_STORED_PER_RANK = 60;

    private static final int OF_THE_JOB = 6_000;
    private static final int STEPS = 61;

    @ParameterizedTest
    @ValueSource(ints = {64, 4_096, 16_384})
    void aRankTakesAFewBytes(int world) {
        JobJudge judge = new JobJudge();
        JobMemory memory = judge.remember("job");
        judge.describe(memory, facts(world));
        float[] norms = {3, 2};
        int largest = 0;
        for (int step = 0; step < STEPS; step++) {
            for (int rank = 0; rank < world; rank++) {
                Verdict verdict = judge.judge(memory, reading(rank, step, norms));
                assertThat(judge.advance(memory, (Verdict.Judged) verdict)).isEmpty();
                if (rank == world / 2 && step % 7 == 4) {
                    largest = Math.max(largest, judge.write(memory).length);
                }
            }
        }
        assertThat(largest)
                .isLessThan(OF_THE_JOB + MOST_STORED_PER_RANK * world)
                .isGreaterThan(world * 8);
        JobMemory read = judge.read("job", judge.write(memory));
        Verdict.Judged judged = (Verdict.Judged) judge.judge(read, sick(world - 1, STEPS, norms));
        assertThat(judge.advance(read, judged)).as("others are waited for").isEmpty();
        for (int rank = 0; rank < world - 1; rank++) {
            judged = (Verdict.Judged) judge.judge(read, reading(rank, STEPS, norms));
        }
        assertThat(judge.advance(read, judged))
                .singleElement()
                .satisfies(change -> assertThat(change.rank()).isEqualTo(world - 1));
    }

    private static StepReading reading(int rank, int step, float[] norms) {
        return new StepReading(0, rank, step, 1000L * step, false, false, scalars(rank), Map.of(), columns(norms));
    }

    private static StepReading sick(int rank, int step, float[] norms) {
        Scalars scalars = scalars(rank).with(Series.LOSS, Double.NaN);
        return new StepReading(0, rank, step, 1000L * step, false, false, scalars, Map.of(), columns(norms));
    }

    private static Scalars scalars(int rank) {
        return new Scalars()
                .with(Series.LOSS, 2)
                .with(Series.GRAD_NORM, 1)
                .with(Series.PARAMETER_DIGEST, 77)
                .with(Series.COMPUTE_TIME, 300 + rank % 20);
    }

    private static LayerColumns columns(float[] norms) {
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.WEIGHT_NORM.ordinal()] = norms;
        return LayerColumns.of(columns);
    }

    private static JobFacts facts(int world) {
        JobFacts f = JobFacts.unknown("job");
        List<JobFacts.Layer> layers = IntStream.range(0, 2)
                .mapToObj(i -> new JobFacts.Layer("fc" + i, "linear", "relu", false))
                .toList();
        return new JobFacts(
                f.jobId(),
                f.attempt(),
                f.state(),
                f.timeMillis(),
                f.name(),
                f.project(),
                f.owner(),
                f.cluster(),
                f.labels(),
                f.model(),
                f.task(),
                f.lossKind(),
                f.numClasses(),
                f.optimizer(),
                f.learningRate(),
                f.batchSize(),
                f.precision(),
                f.warmupSteps(),
                f.expectedSteps(),
                world,
                layers,
                f.ranks(),
                f.settings(),
                JobFacts.Origin.UNKNOWN);
    }
}
