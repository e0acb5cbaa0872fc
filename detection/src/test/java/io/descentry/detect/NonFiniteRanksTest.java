package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonFiniteRanksTest {
    private static final NonFinite DETECTOR = new NonFinite(NonFinite.Params.DEFAULT);
    private static final int LAYERS = 3;

    /**
     * Each word is a record, {@code step/rank} and what it holds: . sound, i a lost input, f2 outputs lost from layer 2 on, l
     * a lost loss, g2 gradients lost from layer 2 down, w weights lost; "end" is the end of the job. A second of the job passes
     * with each step.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a rank that was fed the NaN is named          | 0/0. 0/1. 0/2. 1/0g2 1/1g2 1/2i         | 1/2i: rank 2 input
            forward comes before the loss and backward    | 0/0. 0/1. 0/2. 1/0g2 1/1f1 1/2l         | 1/2l: rank 1 layer 1 forward pass
            the first layer on the way forward            | 0/0. 0/1. 0/2. 1/0f2 1/1f1 1/2f2        | 1/2f2: rank 1 layer 1 forward pass
            the last layer on the way back                | 0/0. 0/1. 0/2. 1/0g1 1/1g2 1/2g0        | 1/2g0: rank 1 layer 2 backward pass
            backward comes before the update              | 0/0. 0/1. 0/2. 1/0w 1/1w 1/2g0          | 1/2g0: rank 2 layer 0 backward pass
            of equals the lowest rank                     | 0/0. 0/1. 0/2. 1/2g2 1/1g2 1/0g2        | 1/0g2: rank 0 layer 2 backward pass
            ranks may come in any order                   | 0/2. 0/0. 0/1. 1/1i 1/2g2 1/0g2         | 1/0g2: rank 1 input
            a rank may be ahead                           | 0/0. 0/1. 0/2. 1/0. 2/0g2 1/1. 1/2. 2/2i 2/1. | 2/1.: rank 2 input
            an earlier step comes before an earlier phase | 0/0. 0/1. 0/2. 1/0w 2/0i 1/1. 1/2. 2/1. 2/2. | 1/2.: rank 0 layer 0 update, 2/2.: rank 0 input
            a rank that does not come is waited for       | 0/0. 0/1. 0/2. 1/0i 1/1. 2/0. 2/1.      |
            and no longer than 30 s                       | 0/0. 0/1. 0/2. 1/0i 1/1. 31/0.          | 31/0.: rank 0 input
            or eight later steps                          | 0/0. 0/1. 0/2. 1/0i 2/0. 3/0. 4/0. 5/0. 6/0. 7/0. 8/0. 9/0. | 9/0.: rank 0 input
            or the end of the job                         | 0/0. 0/1. 0/2. 1/0i 1/1. end            | end: rank 0 input
            nobody is waited for who does not report      | 0/0. 1/0. 2/0g2                         | 2/0g2: rank 0 layer 2 backward pass
            late word of a rank counts when it comes      | 0/0. 0/1. 0/2. 1/0. 2/0. 3/0. 4/0. 5/0. 6/0. 7/0. 8/0. 9/0. 1/2i | 1/2i: rank 2 input
            all are well                                  | 0/0. 0/1. 0/2. 1/0. 1/1. 1/2. end      |
            """)
    void names(String story, String records, String expected) {
        Ranks<NonFinite.State> job = new Ranks<>(DETECTOR, 3);
        StringBuilder told = new StringBuilder();
        for (String record : records.strip().split(" +", -1)) {
            for (Judgement answer : record.equals("end") ? job.end() : job.take(reading(record))) {
                if (answer instanceof Judgement.Firing firing) {
                    told.append(told.isEmpty() ? "" : ", ")
                            .append(record)
                            .append(": rank ")
                            .append(firing.rank())
                            .append(firing.layer() < 0 ? "" : " layer " + firing.layer())
                            .append(phase(firing));
                }
            }
        }
        assertThat(told).hasToString(expected == null ? "" : expected);
    }

    private static String phase(Judgement.Firing firing) {
        String series = firing.evidence().get(0).series();
        int at = series.indexOf(" in the ");
        return at < 0 ? " loss" : " " + series.substring(at + " in the ".length());
    }

    private static StepReading reading(String record) {
        int slash = record.indexOf('/');
        int rank = record.charAt(slash + 1) - '0';
        char what = record.charAt(slash + 2);
        int layer = slash + 3 < record.length() ? record.charAt(slash + 3) - '0' : 0;
        Scalars scalars = new Scalars()
                .with(Series.LOSS, "lif".indexOf(what) >= 0 ? Double.NaN : 2)
                .with(Series.INPUT_NONFINITE, what == 'i' ? 1 : 0);
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.ACTIVATION_NONFINITE.ordinal()] = lost(what == 'f' ? layer : LAYERS, LAYERS);
        columns[LayerSeries.GRAD_NONFINITE.ordinal()] = what == 'g' ? lost(0, layer + 1) : lost(0, 0);
        columns[LayerSeries.WEIGHT_NONFINITE.ordinal()] = what == 'w' ? lost(0, LAYERS) : lost(0, 0);
        columns[LayerSeries.UPDATE_NORM.ordinal()] = new float[] {1, 1, 1};
        long step = Long.parseLong(record.substring(0, slash));
        return new StepReading(0, rank, step, 1000 * step, false, false, scalars, Map.of(), LayerColumns.of(columns));
    }

    private static float[] lost(int from, int to) {
        float[] counts = new float[LAYERS];
        for (int i = from; i < to; i++) {
            counts[i] = 7;
        }
        return counts;
    }

    @Test
    void aSingleRankIsNeverWaitedFor() {
        Ranks<NonFinite.State> job = new Ranks<>(DETECTOR, Ranks.facts(1, List.of()));
        assertThat(job.take(reading("0/0i"))).hasSize(1).allMatch(Judgement.Firing.class::isInstance);
    }
}
