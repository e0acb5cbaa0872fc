package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Locale;

/** Fires while inputs are orders of magnitude away from the size 1 that initial weights are made for. */
public record InputScale(Params params) implements StepDetector<InputScale.State> {
    /*
     * Initial weights keep the size of what passes through [1]: inputs of size 100 make sums of size 100, which saturate sigmoid
     * units and make gradients as large. The size is the root mean square about zero, so a large offset counts as well.
     * A layer that normalises right behind the first one takes any scale out; token ids are no sizes at all.
     *
     * [1] LeCun, Bottou, Orr, Mueller, Efficient BackProp, 1998.
     */

    /** How large, how small, how long. */
    public record Params(
            @Parameter(value = 10, least = 1, most = 1e6, doc = "root mean square above which inputs are too large")
            double large,

            @Parameter(value = 0.005, least = 0, most = 1, doc = "largest element below which inputs are too small")
            double small,

            @Parameter(value = 5, least = 1, most = 10_000, doc = "batches in a row; a single one may be corrupt")
            int batches) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, large, small, batches);
        }
    }

    /** Batches in a row that were too large or too small. */
    public static final class State implements Memory {
        private int row;
        private long since = -1;

        @Override
        public void sync(MemoryIo io) {
            row = io.i32(row);
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.INPUT_SCALE;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.row = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.INPUT_MEAN) || !reading.has(Series.INPUT_STD)) {
            return abstain(NOT_MEASURED);
        }
        double size = Math.hypot(reading.value(Series.INPUT_MEAN), reading.value(Series.INPUT_STD));
        if (!Double.isFinite(size)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        boolean large = size > params.large();
        double greatest = reading.has(Series.INPUT_ABS_MAX) ? reading.value(Series.INPUT_ABS_MAX) : size;
        boolean small = greatest > 0 && greatest < params.small() && size < params.small();
        boolean off = (large || small) && !takesAnyScale(run.facts());
        if (off && state.row == 0) {
            state.since = reading.step();
        }
        state.row = off ? Math.min(state.row + 1, params.batches()) : 0;
        return state.row < params.batches() ? Judgement.CLEAR : firing(state, reading, size, large);
    }

    private static boolean takesAnyScale(JobFacts facts) {
        String task = facts.task() == null ? "" : facts.task().toLowerCase(Locale.ROOT);
        if (task.contains("language") || task.contains("translation") || task.contains("token")) {
            return true;
        }
        int i = 0;
        for (JobFacts.Layer layer : facts.layers()) {
            String kind = layer.kind() == null ? "" : layer.kind().toLowerCase(Locale.ROOT);
            boolean scaleFree = kind.contains("embedding") || (i < 2 && kind.contains("norm"));
            if (scaleFree) {
                return true;
            }
            i++;
        }
        return false;
    }

    private Judgement firing(State state, StepReading reading, double size, boolean large) {
        Evidence judged = new Evidence(
                large ? "root mean square of the input" : "input_abs_max",
                reading.step(),
                large ? size : reading.value(Series.INPUT_ABS_MAX),
                1,
                large ? params.large() : params.small(),
                0);
        return new Judgement.Firing(
                "input",
                Kind.INPUT_SCALE.severity(),
                -1,
                -1,
                state.since,
                List.of(
                        judged,
                        new Evidence("input_mean", reading.step(), reading.value(Series.INPUT_MEAN), 0, Double.NaN, 0),
                        new Evidence("input_std", reading.step(), reading.value(Series.INPUT_STD), 1, Double.NaN, 0)));
    }
}
