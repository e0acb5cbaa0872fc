package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.peer.PeerReport.LayerTrace;
import io.descentry.reading.PeerNote;
import io.descentry.reading.PeerNote.Compared;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final long DAY = 24 * 60 * 60_000L;
    private static final List<String> NAMES = List.of("conv1", "norm1", "head");
    private static final float[][] SAME = {{0, 0.5f, 1}, {1, 1, 2}, {3, 2, 1}, {10, 1, 5}};

    private final Post post = new Post();
    private Reference group = Reference.restore("reference:old", Map.of());

    private static LayerTrace own(long step, float[][] statistics) {
        return new LayerTrace("old", 0, step, true, step, "fp32", 32, 0.1, 1, NAMES, statistics);
    }

    private static LayerTrace other(String job, long step, float[][] statistics) {
        return new LayerTrace(job, 0, step, false, step, "fp32", 32, 0.1, 1, NAMES, statistics);
    }

    private List<Compared> take(LayerTrace trace) {
        group.take(trace, post);
        return post.fetch().stream().map(Compared.class::cast).toList();
    }

    @Test
    void aRunAgainstItselfDiffersNowhere() {
        take(own(0, SAME));
        assertThat(take(other("old", 0, SAME))).singleElement().satisfies(compared -> {
            assertThat(compared.jobId()).isEqualTo("old");
            assertThat(compared.reference()).isEqualTo("old");
            assertThat(compared.input()).isZero();
            assertThat(compared.byPosition()).isFalse();
            assertThat(compared.differences()).isDeepEqualTo(new float[4][3]);
        });
    }

    @Test
    void theReferenceMayRunBeforeBesideOrAfterTheOthers() {
        assertThat(take(other("early", 0, SAME))).isEmpty();
        assertThat(take(other("early", 1, SAME))).isEmpty();
        assertThat(take(own(0, SAME)))
                .extracting(Compared::jobId, Compared::step)
                .containsExactly(tuple("early", 0L));
        assertThat(take(other("beside", 0, SAME))).extracting(Compared::jobId).containsExactly("beside");
        assertThat(take(other("beside", 1, SAME))).isEmpty();
        assertThat(take(own(1, SAME))).extracting(Compared::jobId).containsExactlyInAnyOrder("early", "beside");
        assertThat(take(own(1, SAME))).as("nobody waits any more").isEmpty();
        assertThat(take(other("late", 1, SAME))).hasSize(1);
        assertThat(post.rows).containsOnlyKeys("own");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void aMeanNearZeroIsMeasuredByTheSpreadOfTheValues() {
        take(own(0, SAME));
        float[][] told = {{0.001f, 0.5f, 1}, {1, 1, 2}, {3, 2, 1}, {10, 1, 5}};
        assertThat(take(other("new", 0, told)).get(0).differences()[0]).containsExactly(0.001f, 0, 0);
    }

    @Test
    void aNormThatIsNextToNothingBesideTheOthersMayBeAnything() {
        take(own(0, new float[][] {{0, 0, 0}, {1, 1, 1}, {1e-9f, 1, 100}, {1, 1, 1}}));
        float[][] told = {{0, 0, 0}, {1, 1, 1}, {4e-9f, 1.5f, 100}, {1, 1, 1}};
        float[] gradients = take(other("new", 0, told)).get(0).differences()[2];
        assertThat(gradients[0]).isCloseTo(0, within(1e-6f));
        assertThat(gradients[1]).isCloseTo(1 / 3f, within(1e-6f));
    }

    @Test
    void whatOneOfThemDidNotMeasureIsNotCompared() {
        take(own(0, new float[][] {{0, Float.NaN, 1}, {1, 1, 2}, {}, {10, 1, 5}}));
        float[][] differences = take(other("new", 0, SAME)).get(0).differences();
        assertThat(differences[0]).containsExactly(0, Float.NaN, 0);
        assertThat(differences[2]).isEmpty();
    }

    @Test
    void layersAreMatchedByNameWhateverTheirOrder() {
        take(own(0, SAME));
        float[][] told = {{1, 0}, {2, 1}, {1, 3}, {5, 10}};
        LayerTrace turned = new LayerTrace("new", 0, 0, false, 0, "fp32", 32, 0.1, 1, List.of("head", "conv1"), told);
        Compared compared = take(turned).get(0);
        assertThat(compared.byPosition()).isFalse();
        assertThat(compared.differences()).isDeepEqualTo(new float[4][2]);
    }

    @Test
    void aPortThatNamesItsLayersOtherwiseIsMatchedByPosition() {
        take(own(0, SAME));
        LayerTrace port = new LayerTrace("new", 0, 0, false, 0, "fp32", 32, 0.1, 1, List.of("a", "b", "c"), SAME);
        assertThat(take(port)).singleElement().satisfies(compared -> {
            assertThat(compared.byPosition()).isTrue();
            assertThat(compared.differences()).isDeepEqualTo(new float[4][3]);
        });
    }

    @Test
    void otherNamesAndAnotherNumberOfLayersAreAnotherModel() {
        take(own(0, SAME));
        LayerTrace alien = new LayerTrace(
                "new", 0, 0, false, 0, "fp32", 32, 0.1, 1, List.of("a"), new float[][] {{1}, {1}, {1}, {1}});
        assertThat(take(alien)).isEmpty();
    }

    @Test
    void inputsAreComparedToo() {
        take(own(0, SAME));
        assertThat(take(new LayerTrace("a", 0, 0, false, 0, "fp32", 32, 0.15, 1, NAMES, SAME))
                        .get(0)
                        .input())
                .as("means, by the spread")
                .isCloseTo(0.05, within(1e-9));
        assertThat(take(new LayerTrace("b", 0, 0, false, 0, "fp32", 32, 0.1, 2, NAMES, SAME))
                        .get(0)
                        .input())
                .as("spreads")
                .isEqualTo(0.5);
        assertThat(take(new LayerTrace("c", 0, 0, false, 0, "fp32", 64, 0.1, 1, NAMES, SAME))
                        .get(0)
                        .input())
                .as("batch sizes")
                .isInfinite();
        assertThat(take(new LayerTrace("d", 0, 0, false, 0, "fp32", 0, Double.NaN, Double.NaN, NAMES, SAME))
                        .get(0)
                        .input())
                .as("not measured")
                .isNaN();
    }

    @Test
    void theCoarserNumberFormatCounts() {
        take(own(0, SAME));
        LayerTrace half = new LayerTrace("new", 0, 0, false, 0, "bf16", 32, 0.1, 1, NAMES, SAME);
        assertThat(take(half).get(0).precision()).isEqualTo("bf16");
        assertThat(take(other("new", 0, SAME)).get(0).precision()).isEqualTo("fp32");
    }

    @Test
    void noMoreThanSixteenRunsWait() {
        IntStream.range(0, 40)
                .forEach(i -> take(new LayerTrace("run" + i, 0, i, false, 0, null, 0, 0, 1, NAMES, SAME)));
        assertThat(post.rows).hasSize(16).containsKey("waiting:run39").doesNotContainKey("waiting:run23");
        assertThat(take(own(0, SAME))).hasSize(16);
    }

    @Test
    void thirtyDaysAreEnough() {
        take(own(0, SAME));
        take(other("new", 1, SAME));
        group.pass(30 * DAY, post);
        assertThat(post.rows).hasSize(2);
        group.pass(31 * DAY, post);
        assertThat(post.rows).isEmpty();
        assertThat(take(other("new", 0, SAME))).isEmpty();
    }

    @Test
    void aRestartChangesNothing() {
        take(other("new", 4, SAME));
        take(own(0, SAME));
        take(own(1, SAME));
        group = Reference.restore("reference:old", Map.copyOf(post.rows));
        assertThat(take(other("new", 0, SAME))).extracting(PeerNote::jobId).containsExactly("new");
        assertThat(take(own(4, SAME))).extracting(PeerNote::jobId).containsExactly("new");
    }

    @Test
    void fiftyLayersTakeEightKilobytes() {
        List<String> names = IntStream.range(0, 50)
                .mapToObj(i -> "blocks." + i + ".attn.proj")
                .toList();
        for (long step : new long[] {0, 1, 2, 4, 8, 16, 32, 64}) {
            take(new LayerTrace("old", 0, 0, true, step, "fp32", 32, 0, 1, names, new float[4][50]));
        }
        assertThat(post.bytes()).isBetween(7_000, 8_500);
    }
}
