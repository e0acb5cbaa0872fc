package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.peer.PeerReport.Milestone;
import io.descentry.reading.PeerNote;
import io.descentry.reading.PeerNote.Standing;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SiblingsTest {
    private static final String GROUP = "siblings:vision/resnet/cross_entropy/10/digits-3/64";
    private static final long DAY = 24 * 60 * 60_000L;

    private final Post post = new Post();
    private Siblings siblings = Siblings.restore(GROUP, Map.of());

    private List<Standing> at(String job, int attempt, long step, double loss, long timeMillis) {
        siblings.pass(timeMillis, post);
        siblings.take(new Milestone(job, attempt, timeMillis, step, loss), post);
        return post.fetch().stream().map(Standing.class::cast).toList();
    }

    private List<Standing> at(String job, long step, double loss) {
        return at(job, 0, step, loss, 1000);
    }

    private void runs(int n, long step) {
        IntStream.rangeClosed(1, n).forEach(i -> at("run" + i, step, i));
    }

    @Test
    void nobodyIsToldBesideFewerThanTen() {
        IntStream.rangeClosed(1, 10)
                .forEach(i -> assertThat(at("run" + i, 64, i)).isEmpty());
    }

    @Test
    void whoComesAfterTenIsToldAndSoAreTheTen() {
        runs(10, 64);
        List<Standing> told = at("run11", 64, 11);
        assertThat(told).hasSize(11).allMatch(standing -> standing.siblings() == 10);
        assertThat(told.get(0)).satisfies(first -> {
            assertThat(first.jobId()).isEqualTo("run1");
            assertThat(first.above()).isEqualTo(1);
            assertThat(first.median()).isEqualTo(6.5);
        });
        assertThat(told.get(10)).satisfies(last -> {
            assertThat(last.jobId()).isEqualTo("run11");
            assertThat(last.loss()).isEqualTo(11);
            assertThat(last.above()).isEqualTo(0);
            assertThat(last.median()).isEqualTo(5.5);
            assertThat(last.high()).isCloseTo(9.91, within(1e-9));
            assertThat(last.low()).isCloseTo(1.09, within(1e-9));
        });
        assertThat(at("run12", 64, 0.5)).singleElement().matches(standing -> standing.siblings() == 11);
    }

    @Test
    void aSlowRunIsComparedWithThoseThatWereThereLongBefore() {
        runs(12, 64);
        assertThat(at("slow", 0, 64, 3.5, 1000 + 20 * DAY)).singleElement().satisfies(standing -> {
            assertThat(standing.siblings()).isEqualTo(12);
            assertThat(standing.above()).isEqualTo(0.75);
        });
    }

    @Test
    void stepsAreNotMixed() {
        runs(12, 64);
        assertThat(at("run1", 80, 3.5)).isEmpty();
    }

    @Test
    void aNewerAttemptTakesThePlaceOfTheOlderOne() {
        runs(12, 64);
        Standing again = at("run12", 1, 64, 0.5, 2000).get(0);
        assertThat(again.siblings()).isEqualTo(11);
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.above()).isEqualTo(1);
        assertThat(at("run1", 1, 64, 11.5, 3000).get(0).above())
                .as("run12 is not the worst any more")
                .isZero();
        assertThat(at("run12", 0, 64, 12, 4000))
                .as("what comes too late is not heard")
                .isEmpty();
    }

    @Test
    void whoRepeatsItselfIsToldAgainAndCountsOnce() {
        runs(12, 64);
        assertThat(at("run12", 64, 12)).isEqualTo(at("run12", 64, 12));
        assertThat(at("run13", 64, 1).get(0).siblings()).isEqualTo(12);
    }

    @Test
    void whatIsNoMilestoneIsNotHeard() {
        runs(12, 64);
        assertThat(at("run13", 65, 1)).isEmpty();
        assertThat(at("run13", -1, 1)).isEmpty();
        assertThat(at("run13", 64, Double.NaN)).isEmpty();
        assertThat(post.rows).containsOnlyKeys("64");
    }

    @Test
    void thousandsOfRunsAreComparedAsWellAsAHundred() {
        Random random = new Random(1);
        IntStream.range(0, 3000).forEach(i -> at("run" + i, 64, Math.exp(0.1 * random.nextGaussian())));
        Standing typical = at("typical", 64, 1).get(0);
        assertThat(typical.siblings()).isEqualTo(3000);
        assertThat(typical.above()).isCloseTo(0.5, within(0.03));
        assertThat(typical.median()).isCloseTo(1, within(0.01));
        assertThat(typical.high()).isCloseTo(Math.exp(0.2326), within(0.02));
        assertThat(at("best", 64, 0.7).get(0).above()).isGreaterThan(0.999);
        assertThat(post.bytes()).isLessThan(4000);
    }

    @Test
    void runsOfLongAgoAreForgotten() {
        runs(100, 64);
        assertThat(at("run101", 0, 64, 1, 1000 + 31 * DAY).get(0).siblings()).isEqualTo(100);
        assertThat(at("run102", 0, 64, 1, 1000 + 62 * DAY))
                .as("the hundred are over")
                .isEmpty();
        siblings.pass(1000 + 93 * DAY, post);
        siblings.pass(1000 + 200 * DAY, post);
        assertThat(post.rows).isEmpty();
    }

    @Test
    void aRestartChangesNothing() {
        Post otherPost = new Post();
        Siblings whole = Siblings.restore(GROUP, Map.of());
        Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            long step = random.nextBoolean() ? 64 : 80;
            Milestone report = new Milestone(
                    "run" + random.nextInt(300), random.nextInt(3), i * DAY / 10, step, random.nextDouble());
            if (random.nextInt(10) == 0) {
                siblings = Siblings.restore(GROUP, Map.copyOf(post.rows));
            }
            siblings.pass(report.timeMillis(), post);
            whole.pass(report.timeMillis(), otherPost);
            siblings.take(report, post);
            whole.take(report, otherPost);
            List<PeerNote> told = post.fetch();
            assertThat(told).isEqualTo(otherPost.fetch());
        }
        assertThat(post.rows).containsOnlyKeys(otherPost.rows.keySet());
        post.rows.forEach((row, bytes) -> assertThat(bytes).isEqualTo(otherPost.rows.get(row)));
    }

    @Test
    void aGroupOfFiftyRunsOfAMillionStepsTakesLittle() {
        for (long step = 64; step <= 1_000_000; step++) {
            if (Milestones.upTo(step) == step) {
                runs(50, step);
            }
        }
        assertThat(post.bytes()).isLessThan(100_000);
    }
}
