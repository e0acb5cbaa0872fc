package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankDesyncTest {
    private static final RankDesync DETECTOR = new RankDesync(RankDesync.Params.DEFAULT);
    private static final char MISSING = '-';

    /** A word is a step that all ranks tell of, one letter a rank: the same letter is the same digest, - is none; x7 is seven times. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            replicas that agree are well                        | aaaax5            | .5
            a digest that differs names its rank at once        | aaaax5 aaba       | .5 F(2)
            the lowest of several odd ranks is named            | aaaaax5 abbaa     | .5 F(1)
            without a majority nobody is named                  | aaaax5 aabb       | .5 F(-1)
            two ranks that agreed and differ: nobody is named   | aax5 ab           | .5 F(-1)
            two ranks that never agreed hold parts of the model | abx9              | ?9
            nor do four that are all different                  | abcdx9            | ?9
            two parts on two ranks each are a layout            | aabbx9            | ?3 .6
            a rank that leaves its part is named                | aaabbbx5 aaabbc   | ?3 .2 F(5)
            a rank that differs from the start                  | aaabx3            | ?2 F(3)
            two of five from the start may be anything          | aaabbx9           | ?9
            weights that are averaged now and then              | abcdx7 aaaa abcdx7 aaaa abcdx7 aaaa abcdx7 aaaa abcdx7 | ?7 . ?7 . ?7 . ?7 . ?7
            ranks that do not tell are left out                 | aa--x5 ab--       | .5 F(-1)
            one rank alone cannot be compared                   | a---x5            | ?5
            """)
    void judgesDigests(String story, String steps, String marks) {
        assertThat(play(steps, "digest")).isEqualTo(marks);
    }

    /** The same with gradient norms, which need 16 steps of agreement. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a rank that no longer takes part in the exchange | aaaax16 abaax3  | .16 ?2 F(1)
            one step is forgiven                             | aaaax16 abaa aaaax3 abaa | .16 ? .3 ?
            norms of each rank's own gradient tell nothing   | abcdx40         | ?40
            nor do those that are equal now and then         | aaaax8 abcdx1 aaaax8 abcdx9 | .8 ? .8 ?9
            """)
    void judgesGradients(String story, String steps, String marks) {
        assertThat(play(steps, "gradient")).isEqualTo(marks);
    }

    private static String play(String steps, String what) {
        Ranks<RankDesync.State> job = null;
        long step = 0;
        for (String word : steps.strip().split(" +", -1)) {
            String[] times = word.split("x", -1);
            int world = times[0].length();
            job = job == null ? new Ranks<>(DETECTOR, world) : job;
            int n = times.length > 1 ? Integer.parseInt(times[1]) : 1;
            for (int i = 0; i < n; i++) {
                for (int rank = 0; rank < world; rank++) {
                    job.take(told(rank, step, times[0].charAt(rank), what));
                }
                step++;
            }
        }
        return job == null ? "" : marks(job.answers);
    }

    private static StepReading told(int rank, long step, char letter, String what) {
        Scalars scalars = Ranks.loss(1);
        if (letter != MISSING) {
            scalars.with(what.equals("digest") ? Series.PARAMETER_DIGEST : Series.GRAD_NORM, letter);
        }
        return Ranks.reading(rank, step, scalars, null);
    }

    private static String marks(List<Judgement> answers) {
        List<String> marks = answers.stream()
                .map(answer -> answer instanceof Judgement.Firing firing
                        ? "F(" + firing.rank() + ")"
                        : answer instanceof Judgement.Clear ? "." : "?")
                .toList();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < marks.size(); ) {
            int n = i;
            while (n < marks.size() && marks.get(n).equals(marks.get(i))) {
                n++;
            }
            text.append(text.isEmpty() ? "" : " ").append(marks.get(i)).append(n - i == 1 ? "" : n - i);
            i = n;
        }
        return text.toString();
    }

    @Test
    void theLayerIsNamedWhereOneAloneDiffers() {
        Ranks<RankDesync.State> job = new Ranks<>(DETECTOR, 4);
        for (int step = 0; step < 10; step++) {
            for (int rank = 0; rank < 4; rank++) {
                boolean odd = step == 9 && rank == 0;
                job.take(weights(rank, step, 3, odd ? 4 : 2, 5));
            }
        }
        assertThat(job.answers.get(9)).isInstanceOfSatisfying(Judgement.Firing.class, firing -> {
            assertThat(firing.rank()).isZero();
            assertThat(firing.layer()).isEqualTo(1);
            assertThat(firing.firstStep()).isEqualTo(9);
            assertThat(firing.evidence().get(0).text()).contains("rank 0 against 3 others");
        });
    }

    @Test
    void theLastDigitOfARoundedLogIsNoDifference() {
        Ranks<RankDesync.State> job = new Ranks<>(DETECTOR, 4);
        for (int step = 0; step < 40; step++) {
            for (int rank = 0; rank < 4; rank++) {
                float last = (step + rank) % 3 == 0 ? 1.00001f : 1.00000f;
                job.take(weights(rank, step, last, 2, 5));
            }
        }
        assertThat(job.answers).hasSize(40).allMatch(Judgement.Clear.class::isInstance);
    }

    @Test
    void aSmallDriftNeedsThreeSteps() {
        Ranks<RankDesync.State> job = new Ranks<>(DETECTOR, 4);
        for (int step = 0; step < 10; step++) {
            for (int rank = 0; rank < 4; rank++) {
                float drift = step >= 5 && rank == 1 ? 1 + 1e-4f * (step - 4) : 1;
                job.take(weights(rank, step, 3 * drift, 2 * drift, 5));
            }
        }
        assertThat(marks(job.answers)).isEqualTo(".5 ?2 F(1)3");
        assertThat(job.answers.get(7)).isInstanceOfSatisfying(Judgement.Firing.class, firing -> {
            assertThat(firing.firstStep()).isEqualTo(5);
            assertThat(firing.layer()).as("two layers differ").isEqualTo(-1);
        });
    }

    @Test
    void aRankThatIsGoneChangesNothing() {
        Ranks<RankDesync.State> job = new Ranks<>(DETECTOR, 4);
        for (int step = 0; step < 60; step++) {
            for (int rank = 0; rank < 4; rank++) {
                if (rank != 2 || step < 10) {
                    job.take(weights(rank, step, 3, 2, 5));
                }
            }
        }
        job.end();
        assertThat(job.answers).hasSize(60).allMatch(Judgement.Clear.class::isInstance);
    }

    private static StepReading weights(int rank, long step, float... norms) {
        return Ranks.reading(rank, step, Ranks.loss(1), norms);
    }
}
