package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StragglerTest {
    private static final Straggler DETECTOR = new Straggler(Straggler.Params.DEFAULT);

    /** One series a rank, parted by /, in the words of {@link Play}: milliseconds of own time. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ranks that are alike                          | 20~0.1x300 / 20~0.1 / 20~0.1 / 20~0.1                     | nobody
            a rank that slows down                        | 20~0.1x300 / 20~0.1 / 20~0.1x100 40~0.1 / 20~0.1          | 2 at 119
            a passing spell                               | 20~0.1x104 40~0.1x40 20~0.1x160 / 20~0.1 / 20~0.1 / 20~0.1 | 0 at 127
            a rank that is slow from the start            | 20~0.1x300 / 50~0.1 / 20~0.1 / 20~0.1                     | 1 at 71
            one that logs takes a little longer           | 27~0.1x300 / 20~0.1 / 20~0.1 / 20~0.1                     | nobody
            and may still slow down                       | 27~0.1x100 50~0.1x200 / 20~0.1 / 20~0.1 / 20~0.1          | 0 at 119
            all slow down together                        | 20~0.1x100 60~0.1x200 / 20x100 60 / 20x100 60 / 20x100 60 | nobody
            a checkpoint every 8 steps                    | 20,20,20,20,20,20,20,4000x38 / 20 / 20 / 20                | nobody
            one long checkpoint                           | 20x100 60000 20x199 / 20 / 20 / 20                        | nobody
            twice nothing is nothing                      | 0.25~0.3x300 / 0.12~0.3 / 0.12~0.3 / 0.12~0.3             | nobody
            lengths of sequences differ from step to step | 20~0.5x300 / 21~0.5 / 20~0.5 / 19~0.5                     | nobody
            of two ranks the slower one is named          | 20~0.1x100 45x200 / 20~0.1x300                            | 0 at 119
            of three as well                              | 20~0.1x300 / 20~0.1 / 20~0.1x100 45                       | 2 at 119
            the first steps are not judged                | 900x30 20x270 / 20 / 20 / 20                              | nobody
            times that are none                           | NaNx300 / Inf / -1 / 20                                   | nobody
            """)
    void blames(String story, String times, String expected) {
        String[] ranks = times.split("/", -1);
        double[][] series = new double[ranks.length][];
        for (int rank = 0; rank < ranks.length; rank++) {
            series[rank] = Play.parse(ranks[rank].strip());
            Random noise = new Random(rank);
            for (int i = 0; rank > 0 && i < series[rank].length; i++) {
                series[rank][i] *= 1 + 0.02 * noise.nextGaussian();
            }
        }
        Straggler.State state = DETECTOR.remember();
        RunContext run = new RunContext(Ranks.facts(ranks.length, List.of()));
        String told = "nobody";
        for (int step = 0; step < series[0].length && told.equals("nobody"); step++) {
            for (int rank = 0; rank < ranks.length; rank++) {
                double time = series[rank][Math.min(step, series[rank].length - 1)];
                if (take(state, run, rank, step, time) instanceof Judgement.Firing firing) {
                    told = firing.rank() + " at " + step;
                }
            }
        }
        assertThat(told).isEqualTo(expected);
    }

    private static Judgement take(Straggler.State state, RunContext run, int rank, long step, double time) {
        StepReading reading = new StepReading(
                0,
                rank,
                step,
                step,
                false,
                false,
                new Scalars().with(Series.LOSS, 1).with(Series.COMPUTE_TIME, time),
                Map.of(),
                LayerColumns.none());
        if (rank == 0) {
            run.observe(reading);
        }
        return DETECTOR.judge(state, run, reading);
    }

    @Test
    void aRankThatFallsBehindInItsStepsIsNamedThere() {
        Straggler.State state = DETECTOR.remember();
        RunContext run = new RunContext(Ranks.facts(4, List.of()));
        for (int step = 0; step < 300; step++) {
            for (int rank = 0; rank < 3; rank++) {
                assertThat(take(state, run, rank, step, 20)).isNotInstanceOf(Judgement.Firing.class);
            }
            if (step < 60) {
                assertThat(take(state, run, 3, step, 20)).isNotInstanceOf(Judgement.Firing.class);
            }
        }
        int step = 60;
        while (!(take(state, run, 3, step, 200) instanceof Judgement.Firing)) {
            step++;
        }
        assertThat(step).isLessThan(60 + 32);
    }

    @Test
    void theWallTimeAloneBlamesNobody() {
        Straggler.State state = DETECTOR.remember();
        RunContext run = new RunContext(Ranks.facts(2, List.of()));
        for (int step = 0; step < 300; step++) {
            for (int rank = 0; rank < 2; rank++) {
                Scalars scalars = new Scalars().with(Series.STEP_TIME, rank == 1 ? 100 : 20);
                StepReading reading = Ranks.reading(rank, step, scalars, null);
                assertThat(DETECTOR.judge(state, run, reading)).isInstanceOf(Judgement.Abstaining.class);
            }
        }
    }

    /** 4,096 ranks whose times differ by half from step to step: nobody; then eight of one host are throttled. */
    @Test
    void ofManyRanksThoseAreNamedThatStandOut() {
        int world = 4096;
        Straggler.State state = DETECTOR.remember();
        RunContext run = new RunContext(Ranks.facts(world, List.of()));
        Random noise = new Random(1);
        TreeSet<Integer> blamed = new TreeSet<>();
        for (int step = 0; step < 160; step++) {
            for (int rank = 0; rank < world; rank++) {
                boolean throttled = step >= 100 && rank >= 800 && rank < 808;
                double time = (throttled ? 1200 : 300) * Math.exp(0.4 * noise.nextGaussian());
                if (take(state, run, rank, step, time) instanceof Judgement.Firing firing) {
                    blamed.add(firing.rank());
                }
            }
        }
        assertThat(blamed).containsExactly(800, 801, 802, 803, 804, 805, 806, 807);
    }
}
