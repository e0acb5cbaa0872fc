package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Arrays;
import java.util.List;

/** Fires when one rank keeps taking longer for its own work than the others do, so that all of them wait for it. */
public record Straggler(Params params) implements StepDetector<Straggler.State> {
    /*
     * Only a rank's own time without waits is compared: in synchronous training the wall time of a step is that of the slowest
     * rank for all of them, so it never tells who is to blame. Of every WINDOW readings of a rank the median counts, which a
     * checkpoint or an evaluation now and then does not move. A rank is slow in a window if its median is above that of the
     * ranks by a ratio, by some milliseconds, and by more than ranks differ anyway; if all are slow, none is. It fires when 3 of
     * the last 5 windows of a rank were slow [1].
     *
     * Some ranks always have more to do (logging, the first stage): what a rank is used to take relative to the others is
     * learnt, and it must be slower than that; more than half as long again is nothing to get used to.
     *
     * Windows are counted in readings of the rank itself, so that ranks of asynchronous training may be at any step.
     *
     * [1] NVIDIA resiliency extension, straggler detection: score below 0.75.
     */

    private static final int WINDOW = 8;
    private static final int WINDOWS = 5;
    private static final int RANKS = 65_536;

    /** Standard deviations of normal noise in a median absolute deviation. */
    private static final double DEVIATION = 1.4826;

    /** What slow means. */
    public record Params(
            @Parameter(
                    value = 0.75,
                    least = 0.01,
                    most = 0.99,
                    doc = "score below which a rank is slow: time of the median rank by its own",
                    source = "NVIDIA resiliency extension")
            double score,

            @Parameter(
                    value = 2,
                    least = 0,
                    most = 3_600_000,
                    doc = "milliseconds a step that it must take longer than the median rank")
            double milliseconds,

            @Parameter(
                    value = 6,
                    least = 0,
                    most = 100,
                    doc =
                            "robust standard deviations of the ranks' times that it must be above them, of 4 ranks and more")
            double sigmas,

            @Parameter(
                    value = 1.5,
                    least = 1,
                    most = 100,
                    doc = "multiple of the others' time that a rank may be used to take")
            double usual,

            @Parameter(value = 3, least = 1, most = WINDOWS, doc = "slow windows of the last 5, of 8 readings each")
            int windows,

            @Parameter(
                    value = 48,
                    least = 0,
                    most = 100_000,
                    doc = "first readings of a rank, in which it is not judged",
                    source = "NVIDIA resiliency extension: 50")
            int warmUp) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, score, milliseconds, sigmas, usual, windows, warmUp);
        }
    }

    /** Times of the ranks as columns: 48 bytes for each that reports its own time. */
    public static final class State implements Memory {
        private int[] ranks = {};
        private float[] times = {};
        private float[] medians = {};
        private float[] usual = {};
        private byte[] slow = {};
        private int[] seen = {};
        private int size;
        private int slowRanks;
        /** Median of the ranks' medians and their deviation from it, and windows that ended since it was taken. */
        private float base;

        private float spread;
        private int sinceBase;

        private int place(int rank) {
            if (rank < size && ranks[rank] == rank) {
                return rank; // as it is once all ranks were heard
            }
            int at = Arrays.binarySearch(ranks, 0, size, rank);
            return at >= 0 ? at : insert(-at - 1, rank);
        }

        private int insert(int at, int rank) {
            if (size == ranks.length) {
                int more = Math.max(2, size + size / 2);
                ranks = Arrays.copyOf(ranks, more);
                times = Arrays.copyOf(times, more * WINDOW);
                medians = Arrays.copyOf(medians, more);
                usual = Arrays.copyOf(usual, more);
                slow = Arrays.copyOf(slow, more);
                seen = Arrays.copyOf(seen, more);
            }
            System.arraycopy(ranks, at, ranks, at + 1, size - at);
            System.arraycopy(times, at * WINDOW, times, (at + 1) * WINDOW, (size - at) * WINDOW);
            System.arraycopy(medians, at, medians, at + 1, size - at);
            System.arraycopy(usual, at, usual, at + 1, size - at);
            System.arraycopy(slow, at, slow, at + 1, size - at);
            System.arraycopy(seen, at, seen, at + 1, size - at);
            ranks[at] = rank;
            medians[at] = 0;
            usual[at] = 0;
            slow[at] = 0;
            seen[at] = 0;
            size++;
            return at;
        }

        /** Takes the base anew; often for few ranks, eight times a window for many. */
        private void compare() {
            if (++sinceBase < size / WINDOW && base > 0) {
                return;
            }
            sinceBase = 0;
            float[] sorted = new float[size];
            int n = 0;
            for (int i = 0; i < size; i++) {
                if (medians[i] > 0) {
                    sorted[n++] = medians[i];
                }
            }
            Arrays.sort(sorted, 0, n);
            base = sorted[(n - 1) / 2];
            for (int i = 0; i < n; i++) {
                sorted[i] = Math.abs(sorted[i] - base);
            }
            Arrays.sort(sorted, 0, n);
            spread = sorted[(n - 1) / 2];
        }

        private boolean isSlow(int at, int windows) {
            return Integer.bitCount(slow[at]) >= windows;
        }

        @Override
        public void sync(MemoryIo io) {
            int n = io.i32(size);
            if (n < 0 || n > RANKS) {
                throw new MemoryFormatException("times of " + n + " ranks");
            }
            int before = 0;
            for (int i = 0; i < n; i++) {
                boolean known = i < size;
                int rank = before + io.i32(known ? ranks[i] - before : 0);
                before = rank;
                if (!known) {
                    insert(i, rank);
                }
                seen[i] = io.i32(seen[i]);
                medians[i] = io.f32(medians[i]);
                usual[i] = io.f32(usual[i]);
                slow[i] = (byte) io.i32(slow[i]);
                for (int k = 0; k < Math.floorMod(seen[i], WINDOW); k++) {
                    times[i * WINDOW + k] = io.f32(times[i * WINDOW + k]);
                }
            }
            slowRanks = io.i32(slowRanks);
            base = io.f32(base);
            spread = io.f32(spread);
            sinceBase = io.i32(sinceBase);
        }
    }

    @Override
    public Kind kind() {
        return Kind.STRAGGLER;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public boolean everyRank() {
        return true;
    }

    @Override
    public void resume(State state, long step) {
        state.size = 0;
        state.slowRanks = 0;
        state.base = 0;
        state.sinceBase = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (run.facts().worldSize() == 1 || !reading.has(Series.COMPUTE_TIME)) {
            return abstain(NOT_MEASURED);
        }
        double time = reading.value(Series.COMPUTE_TIME);
        if (!(time >= 0 && time < Float.MAX_VALUE)) {
            return abstain(NOT_MEASURED);
        }
        int at = state.place(reading.rank());
        state.times[at * WINDOW + state.seen[at] % WINDOW] = (float) time;
        state.seen[at]++;
        if (state.seen[at] % WINDOW == 0) {
            judgeWindow(state, at);
            if (state.isSlow(at, params.windows())) {
                return firing(state, run, reading, at);
            }
        }
        if (reading.rank() != 0) {
            return abstain(OTHER_RANK);
        }
        return state.size > 1 && state.slowRanks == 0 ? Judgement.CLEAR : abstain(WARMING_UP);
    }

    private void judgeWindow(State state, int at) {
        int from = at * WINDOW;
        Arrays.sort(state.times, from, from + WINDOW);
        float median = (state.times[from + WINDOW / 2 - 1] + state.times[from + WINDOW / 2]) / 2;
        state.medians[at] = Math.max(median, Float.MIN_NORMAL);
        state.compare();
        if (state.seen[at] > Integer.MAX_VALUE / 2) {
            state.seen[at] -= Integer.MAX_VALUE / 4 / WINDOW * WINDOW;
        }
        if (state.size < 2 || state.seen[at] <= params.warmUp()) {
            return;
        }
        boolean before = state.isSlow(at, params.windows());
        float ratio = state.medians[at] / state.base;
        boolean slow = state.medians[at] > bar(state, at);
        state.slow[at] = (byte) ((state.slow[at] << 1 | (slow ? 1 : 0)) & ((1 << WINDOWS) - 1));
        if (!slow) {
            float usual = state.usual[at];
            state.usual[at] = usual == 0 ? ratio : usual + (ratio - usual) / WINDOW;
        }
        boolean after = state.isSlow(at, params.windows());
        state.slowRanks += after == before ? 0 : after ? 1 : -1;
    }

    /** Milliseconds above which a rank is slow in a window. */
    private double bar(State state, int at) {
        double used = Math.min(Math.max(1, state.usual[at]), params.usual());
        double apart = state.size < 4 ? 0 : params.sigmas() * DEVIATION * state.spread;
        return Math.max(state.base * used / params.score(), state.base + Math.max(params.milliseconds(), apart));
    }

    private Judgement firing(State state, RunContext run, StepReading reading, int at) {
        int windows = Integer.SIZE - Integer.numberOfLeadingZeros(state.slow[at]);
        double stride = run.stepsPerReading();
        long since = Math.max(0, reading.step() - Math.round((windows * WINDOW - 1) * stride));
        return new Judgement.Firing(
                "rank:" + reading.rank(),
                Kind.STRAGGLER.severity(),
                reading.rank(),
                -1,
                since,
                List.of(
                        new Evidence(
                                "compute_time_ms of rank " + reading.rank() + ", median",
                                reading.step(),
                                state.medians[at],
                                state.base,
                                bar(state, at),
                                (int) Math.round(WINDOW * stride)),
                        new Evidence(
                                "slow ranks of " + state.size, reading.step(), state.slowRanks, 0, Double.NaN, 0)));
    }
}
