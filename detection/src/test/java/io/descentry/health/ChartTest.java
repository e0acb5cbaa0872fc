package io.descentry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of a job, and what that costs. */
class ChartTest {
    private final Chart chart = new Chart();

    /** Reports as step@second, and the pace after the last. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        one report has no pace                        | 0@0                        | NaN
        two have                                      | 0@0 10@5                   | 2
        reports at the same time have none            | 0@0 10@0                   | NaN
        every tenth step is told                      | 0@0 10@1 20@2 30@3         | 10
        it follows a change within half a minute      | 0@0 10@1 20@2 21@12 22@22 23@32 24@42 | 0.1
        it is the pace over seconds, not of one step  | 0@0 1@1 2@2 3@3 4@3 5@3 6@6| 1
        a clock that was set back starts anew         | 0@50 10@55 20@1 30@6       | 2
        """)
    void paces(String story, String reports, double pace) {
        for (String report : reports.split(" +", -1)) {
            String[] parts = report.split("@", -1);
            step(Long.parseLong(parts[0]), 1_000 * Long.parseLong(parts[1]), 1);
        }
        assertThat(Double.valueOf(chart.stepsPerSecond())).isEqualTo(Double.valueOf(pace));
    }

    @Test
    void theLevelOfTheLossIsNotMovedByASpikeOrNaN() {
        for (int step = 0; step < 40; step++) {
            step(step, step, step < 20 ? 5 : step % 5 == 0 ? 1e30 : step % 7 == 0 ? Double.NaN : 2);
        }
        assertThat(chart.lossLevel()).isEqualTo(2);
    }

    @Test
    void aNewAttemptShowsWhatItGoesOnFrom() {
        for (int step = 0; step < 100; step++) {
            step(step, step, step < 60 ? 3 : 1);
        }
        chart.observe(new EvalReading(0, 50, 1, "validation", true, 3, Map.of()));
        chart.observe(new EvalReading(0, 90, 1, "validation", true, 1, Map.of()));
        chart.begin();
        chart.resume(50);
        assertThat(chart.loss().buckets()).isNotEmpty().allSatisfy(bucket -> {
            assertThat(bucket.low()).isEqualTo(3);
            assertThat(bucket.lowStep()).isLessThan(50);
        });
        assertThat(chart.splits())
                .singleElement()
                .satisfies(split -> assertThat(split.losses().buckets())
                        .singleElement()
                        .satisfies(bucket -> assertThat(bucket.lowStep()).isEqualTo(50)));
        assertThat(chart.stepsPerSecond()).isNaN();
    }

    @Test
    void splitsAndMetricsAreBounded() {
        Map<String, Double> many = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            many.put("metric" + i, 0.1);
        }
        many.put("x".repeat(500), 1.0);
        many.put("a", Double.NaN);
        for (int i = 0; i < 20; i++) {
            chart.observe(new EvalReading(0, i, i, "split" + i, true, 1, many));
        }
        assertThat(chart.splits())
                .hasSize(4)
                .allSatisfy(split -> assertThat(split.metrics()).hasSize(8).doesNotContainKey("a"));
    }

    /** The figures of docs/performance.md: all series and two splits, after runs of so many steps. */
    @ParameterizedTest
    @CsvSource({"2000, 500", "100000, 500", "10000000, 650"})
    void theChartOfAJobIsSmall(long steps, int most) {
        long gap = Math.max(1, steps / 5_000);
        for (long step = 0; step < steps; step += gap) {
            step(step, 1_767_225_600_000L + step * 100, 2 + Math.sin((double) step));
            if (step % (steps / 20) == 0) {
                for (String split : new String[] {"train", "validation"}) {
                    chart.observe(new EvalReading(
                            0,
                            step,
                            1_767_225_600_000L,
                            split,
                            true,
                            Math.cos((double) step),
                            Map.of("accuracy", 0.5)));
                }
            }
        }
        MemoryWriter out = new MemoryWriter();
        chart.sync(out);
        assertThat(out.toBytes().length).isBetween(most * 8 / 10, most);

        Chart read = new Chart();
        MemoryReader in = new MemoryReader(out.toBytes());
        read.sync(in);
        assertThat(in.isAtEnd()).isTrue();
        assertThat(read.loss().buckets()).isEqualTo(chart.loss().buckets());
        assertThat(read.stepsPerSecond()).isCloseTo(chart.stepsPerSecond(), within(1e-9));
        MemoryWriter again = new MemoryWriter();
        read.sync(again);
        assertThat(again.toBytes()).isEqualTo(out.toBytes());
    }

    private void step(long step, long millis, double loss) {
        Scalars scalars = new Scalars()
                .with(Series.LOSS, loss)
                .with(Series.GRAD_NORM, 1 + Math.abs(loss))
                .with(Series.LEARNING_RATE, 0.1)
                .with(Series.BATCH_SIZE, 64);
        StepReading reading = new StepReading(0, 0, step, millis, false, false, scalars, Map.of(), LayerColumns.none());
        chart.touch(millis);
        chart.observe(reading);
    }
}
