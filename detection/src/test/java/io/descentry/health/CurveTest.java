package io.descentry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.descentry.health.Curve.Bucket;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.memory.Nearby;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However long a series is, its curve is short and shows its extremes. */
class CurveTest {

    /** Values of steps 0, 1, 2, ... with {@code -} where nothing was measured; buckets as first-last: low@step..high@step odd@step. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        few values stand alone                     | 5 4 3               | 0-0: 5.0@0..5.0@0, 1-1: 4.0@1..4.0@1, 2-2: 3.0@2..3.0@2
        neighbours merge when there is no room     | 5 4 3 2 1           | 0-1: 4.0@1..5.0@0, 2-3: 2.0@3..3.0@2, 4-5: 1.0@4..1.0@4
        and once more                              | 5 4 3 2 1 0 1 2 9   | 0-3: 2.0@3..5.0@0, 4-7: 0.0@5..2.0@7, 8-11: 9.0@8..9.0@8
        a spike stays                              | 1 1 1 70 1 1 1 1 1  | 0-3: 1.0@0..70.0@3, 4-7: 1.0@4..1.0@4, 8-11: 1.0@8..1.0@8
        NaN stands beside the extremes             | 1 NaN 2 Infinity 1  | 0-1: 1.0@0..1.0@0 NAN@1, 2-3: 2.0@2..2.0@2 POS_INF@3, 4-5: 1.0@4..1.0@4
        the first odd number of a span is told     | -Infinity NaN 1 1 1 | 0-1: none NEG_INF@0, 2-3: 1.0@2..1.0@2, 4-5: 1.0@4..1.0@4
        what was not measured leaves no span       | 1 - - - 2           | 0-1: 1.0@0..1.0@0, 4-5: 2.0@4..2.0@4
        it begins where the run begins             | - - - - - 7 8       | 5-5: 7.0@5..7.0@5, 6-6: 8.0@6..8.0@6
        beyond the range of float is its end       | 1e300 -1e300        | 0-0: 3.4024083E38@0..3.4024083E38@0, 1-1: -3.4024083E38@1..-3.4024083E38@1
        """)
    void keeps(String story, String values, String buckets) {
        assertThat(told(play(new Curve(4), values))).isEqualTo(buckets);
    }

    /** The run of the first column goes on from a step with the values of the third. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        from the start nothing stays           | 5 4 3 2  | 0 |
        what came after the checkpoint goes    | 5 4 3 2  | 2 | 0-0: 5.0@0..5.0@0, 1-1: 4.0@1..4.0@1
        a span cut in two keeps what was before| 5 4 3 2 1| 1 | 0-1: 5.0@0..5.0@0
        a NaN after the checkpoint goes        | 5 NaN 3 3 NaN | 1 | 0-1: 5.0@0..5.0@0
        beyond the end all stays               | 5 4      | 9 | 0-0: 5.0@0..5.0@0, 1-1: 4.0@1..4.0@1
        """)
    void rewinds(String story, String values, long step, String buckets) {
        Curve curve = play(new Curve(4), values);
        curve.rewind(step);
        assertThat(told(curve)).isEqualTo(buckets == null ? "" : buckets);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyExtremeOfTheSeriesIsInTheCurve(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            int room = 2 + random.nextInt(63);
            Curve curve = new Curve(room);
            List<double[]> raw = new ArrayList<>();
            long step = random.nextInt(1000);
            int length = 1 + random.nextInt(500);
            int gap = 1 + random.nextInt(random.nextInt(4) == 0 ? 100_000 : 5);
            for (int i = 0; i < length; i++) {
                double value = switch (random.nextInt(40)) {
                    case 0 -> Double.NaN;
                    case 1 -> Double.POSITIVE_INFINITY;
                    case 2 -> 1e6 * random.nextDouble();
                    default -> (float) (random.nextDouble() - 0.5);
                };
                curve.add(value, step);
                raw.add(new double[] {step, value});
                step += 1 + random.nextInt(gap);
                if (random.nextInt(100) == 0) {
                    curve = restored(curve, room);
                }
            }
            check(curve, raw);
        }
    }

    /** Each span tells the extremes of exactly the values in it, and every value is in a span. */
    private static void check(Curve curve, List<double[]> raw) {
        int told = 0;
        for (Bucket bucket : curve.buckets()) {
            List<double[]> inside = raw.stream()
                    .filter(it -> it[0] >= bucket.firstStep() && it[0] <= bucket.lastStep())
                    .toList();
            told += inside.size();
            List<double[]> finite =
                    inside.stream().filter(it -> Double.isFinite(it[1])).toList();
            assertThat(bucket.finite()).isEqualTo(!finite.isEmpty());
            if (bucket.finite()) {
                assertThat(bucket.low()).isEqualTo(Nearby.rounded((float)
                        finite.stream().mapToDouble(it -> it[1]).min().orElseThrow()));
                assertThat(bucket.high()).isEqualTo(Nearby.rounded((float)
                        finite.stream().mapToDouble(it -> it[1]).max().orElseThrow()));
                assertThat(Nearby.rounded((float) valueAt(finite, bucket.lowStep())))
                        .isEqualTo(bucket.low());
                assertThat(Nearby.rounded((float) valueAt(finite, bucket.highStep())))
                        .isEqualTo(bucket.high());
            }
            inside.stream()
                    .filter(it -> !Double.isFinite(it[1]))
                    .findFirst()
                    .ifPresentOrElse(
                            first -> {
                                assertThat(bucket.odd()).isEqualTo(OddNumber.of(first[1]));
                                assertThat(bucket.oddStep()).isEqualTo((long) first[0]);
                            },
                            () -> assertThat(bucket.odd()).isEqualTo(OddNumber.NONE));
        }
        assertThat(told).isEqualTo(raw.size());
    }

    private static double valueAt(List<double[]> values, long step) {
        return values.stream().filter(it -> it[0] == step).findFirst().orElseThrow()[1];
    }

    @Test
    void itUsesAtLeastHalfOfItsRoomAndNeverMore() {
        Curve curve = new Curve(16);
        for (int step = 0; step < 100_000; step++) {
            curve.add(step, step);
            assertThat(curve.buckets().size()).isBetween(Math.min(step + 1, 8), 16);
        }
    }

    @Test
    void aStepFarAheadIsNoTrouble() {
        Curve curve = play(new Curve(4), "5 4 3");
        curve.add(1, Long.MAX_VALUE);
        assertThat(curve.buckets())
                .extracting(Bucket::highStep, Bucket::lowStep)
                .containsExactly(tuple(0L, 2L), tuple(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void bytesThatClaimTooMuchAreRefused() {
        MemoryWriter out = new MemoryWriter();
        play(new Curve(64), "1 2 3 4 5 6").sync(out);
        assertThatThrownBy(() -> new Curve(4).sync(new MemoryReader(out.toBytes())))
                .isInstanceOf(MemoryFormatException.class);
    }

    private static Curve play(Curve curve, String values) {
        long step = 0;
        for (String value : values.split(" +", -1)) {
            if (!value.equals("-")) {
                curve.add(Double.parseDouble(value), step);
            }
            step++;
        }
        return curve;
    }

    private static Curve restored(Curve curve, int room) {
        MemoryWriter out = new MemoryWriter();
        curve.sync(out);
        Curve same = new Curve(room);
        same.sync(new MemoryReader(out.toBytes()));
        assertThat(same.buckets()).isEqualTo(curve.buckets());
        return same;
    }

    private static String told(Curve curve) {
        return curve.buckets().stream().map(CurveTest::told).collect(Collectors.joining(", "));
    }

    private static String told(Bucket bucket) {
        String finite = bucket.finite()
                ? bucket.low() + "@" + bucket.lowStep() + ".." + bucket.high() + "@" + bucket.highStep()
                : "none";
        String odd = bucket.odd() == OddNumber.NONE ? "" : " " + bucket.odd() + "@" + bucket.oddStep();
        return bucket.firstStep() + "-" + bucket.lastStep() + ": " + finite + odd;
    }
}
