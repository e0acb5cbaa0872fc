package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Catalogue;
import io.descentry.detect.Judgement;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import io.descentry.detect.WorseThanSiblings;
import io.descentry.peer.PeerReport.Milestone;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fifty runs of one model side by side, each with a seed that makes it better or worse for good, and with noise. */
class SiblingRaceTest {
    private static final int RUNS = 50;
    private static final int RACES = 20;
    private static final WorseThanSiblings DETECTOR = (WorseThanSiblings)
            Catalogue.standard().of(Kind.WORSE_THAN_SIBLINGS).detector();

    /** One run as its own detector knows it. */
    private static final class Runner {
        private final RunContext run = new RunContext(JobFacts.unknown("run"));
        private final WorseThanSiblings.State state = DETECTOR.remember();
        private int inRow;

        Runner() {
            run.resume(0);
            for (int step = 0; step < 20; step++) {
                Scalars loss = new Scalars().with(Series.LOSS, 2.3);
                run.observe(new StepReading(0, 0, step, step, false, false, loss, Map.of(), LayerColumns.none()));
            }
        }

        boolean isToldOf(PeerNote note) {
            Judgement answer = DETECTOR.judge(state, run, note);
            inRow = answer instanceof Judgement.Firing ? inRow + 1 : answer instanceof Judgement.Clear ? 0 : inRow;
            return inRow == DETECTOR.patience().fireAfter();
        }
    }

    @ParameterizedTest(name = "seeds that differ by {0}, {1} tails: {2} runs are told in twenty races, of 1000")
    @CsvSource({"0.03, normal, 0", "0.1, normal, 0", "0.5, normal, 0", "0.1, heavy, 1"})
    void equalRunsAreNotToldThatTheyAreWorse(double spread, String tails, int most) {
        int told = 0;
        for (int seed = 0; seed < RACES; seed++) {
            told += race(seed, spread, tails, 0).size();
        }
        assertThat(told).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest(name = "a run with {1} times the loss is found where seeds differ by {0}")
    @CsvSource({"0.03, 1.5", "0.1, 2"})
    void aRunThatIsFarWorseIsFound(double spread, double times) {
        for (int seed = 0; seed < RACES; seed++) {
            assertThat(race(seed, spread, "normal", times)).containsExactly(0);
        }
    }

    /** Which of the runs were told; run 0 has so many times its usual loss unless that is 0. */
    private static SortedSet<Integer> race(long seed, double spread, String tails, double times) {
        Random random = new Random(seed);
        Post post = new Post();
        Siblings siblings = Siblings.restore("siblings:race", Map.of());
        List<Runner> runners =
                IntStream.range(0, RUNS).mapToObj(i -> new Runner()).toList();
        double[] seeds =
                IntStream.range(0, RUNS).mapToDouble(i -> noise(random, tails)).toArray();
        TreeSet<Integer> told = new TreeSet<>();
        List<Integer> order = new ArrayList<>(IntStream.range(0, RUNS).boxed().toList());
        for (long step = 64; step <= 10_000; step = next(step)) {
            Collections.shuffle(order, random);
            for (int i : order) {
                double own = i == 0 && times > 0 ? Math.log(times) : spread * seeds[i];
                double loss = 2.3 * Math.pow(step / 64.0, -0.4) * Math.exp(own + 0.3 * spread * noise(random, tails));
                siblings.take(new Milestone(Integer.toString(i), 0, step, step, loss), post);
                for (PeerNote note : post.fetch()) {
                    int whom = Integer.parseInt(note.jobId());
                    if (runners.get(whom).isToldOf(note)) {
                        told.add(whom);
                    }
                }
            }
        }
        return told;
    }

    private static long next(long milestone) {
        return milestone + Long.highestOneBit(milestone) / 4;
    }

    /** Standard normal, or Student's t with four degrees of freedom. */
    private static double noise(Random random, String tails) {
        double normal = random.nextGaussian();
        if (tails.equals("normal")) {
            return normal;
        }
        double squares = IntStream.range(0, 4)
                .mapToDouble(i -> random.nextGaussian())
                .map(x -> x * x)
                .sum();
        return normal / Math.sqrt(squares / 4);
    }
}
