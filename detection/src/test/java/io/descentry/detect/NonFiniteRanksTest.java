package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonFiniteRanksTest {
    private static final NonFinite DETECTOR = new NonFinite(NonFinite.Params.DEFAULT);

    /** Each word is a record, {@code step/rank} and what it holds: . sound, g a lost gradient, i a lost input, l a lost loss. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a rank that was fed the NaN is named       | 0/0. 0/1. 0/2. 1/0g 1/1g 1/2i      | 1/2i names 2
            a lost gradient waits for the other ranks  | 0/0. 0/1. 0/2. 1/0g 1/1g 1/2g      | 1/2g names 0
            and no longer than to the next step        | 0/0. 0/1. 0/2. 1/0g 1/1g 2/0l      | 2/0l names 0
            nobody is waited for who does not report   | 0/0. 1/0g                          | 1/0g names 0
            nor who fell silent                        | 0/0. 0/1. 1/0. 2/0. 3/0. 4/0. 5/0g | 5/0g names 0
            a lost loss is the rank's own              | 0/0. 0/1. 0/2. 1/0l                | 1/0l names 0
            after it was told nothing is kept back     | 0/0. 0/1. 1/0l 2/0. 2/1. 3/0g 3/1i | 1/0l names 0, 3/1i names 1
            """)
    void names(String story, String records, String expected) {
        RunContext run = new RunContext(facts());
        run.resume(0);
        NonFinite.State state = DETECTOR.remember();
        StringBuilder told = new StringBuilder();
        for (String record : records.strip().split(" +", -1)) {
            StepReading reading = reading(record);
            if (reading.rank() == 0) {
                run.observe(reading);
            }
            if (DETECTOR.judge(state, run, reading) instanceof Judgement.Firing firing) {
                told.append(told.isEmpty() ? "" : ", ")
                        .append(record)
                        .append(" names ")
                        .append(firing.rank());
            }
            state = stored(state);
        }
        assertThat(told).hasToString(expected);
    }

    private static NonFinite.State stored(NonFinite.State state) {
        MemoryWriter out = new MemoryWriter();
        state.sync(out);
        NonFinite.State read = DETECTOR.remember();
        read.sync(new MemoryReader(out.toBytes()));
        return read;
    }

    private static StepReading reading(String record) {
        char what = record.charAt(record.length() - 1);
        Scalars scalars = new Scalars()
                .with(Series.LOSS, what == 'l' || what == 'i' ? Double.NaN : 2)
                .with(Series.INPUT_NONFINITE, what == 'i' ? 1 : 0);
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.GRAD_NONFINITE.ordinal()] = new float[] {what == '.' ? 0 : 7};
        columns[LayerSeries.UPDATE_NORM.ordinal()] = new float[] {1};
        int slash = record.indexOf('/');
        return new StepReading(
                0,
                Integer.parseInt(record.substring(slash + 1, record.length() - 1)),
                Long.parseLong(record.substring(0, slash)),
                0,
                false,
                false,
                scalars,
                Map.of(),
                LayerColumns.of(columns));
    }

    private static JobFacts facts() {
        JobFacts f = Play.FACTS;
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
                3,
                List.copyOf(f.layers()),
                f.ranks(),
                f.settings());
    }
}
