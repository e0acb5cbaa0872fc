package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.JobFacts;
import java.util.Arrays;
import java.util.List;

/** Fires when one device alone keeps getting a gradient of one layer that is impossibly large, and all else is well. */
public record SdcSuspected(Params params) implements RankDetector<SdcSuspected.State> {
    /*
     * Silent data corruption: a device computes wrongly without an error. A flipped bit of an exponent shows as a gradient of one
     * layer on one rank far outside all it ever was, while the loss is finite and other layers and ranks are well. A bad batch
     * or a rate too high moves all layers of a rank, an exploding gradient all ranks. One such step may be anything; the third
     * on the same device within eight hours is the device [1]. The level is that of the layer on the reporting rank, which
     * outliers hardly move. Gradients from after the exchange are alike on all ranks and tell nothing here.
     *
     * [1] Ascend NPU_ASD_CONFIG: strikes_num 3, strikes_window 480 min; the idea also in Megatron-LM's attribution of results.
     */

    /** The least multiple of its level that is looked at. */
    static final double LEAST = 10;

    private static final int MOST_STRIKES = 16;
    private static final long NEVER = Long.MIN_VALUE;

    /** What makes a device suspect. */
    public record Params(
            @Parameter(
                    value = 100,
                    least = LEAST,
                    most = 1e9,
                    doc = "multiple of a layer's usual gradient norm that is a strike",
                    source = "Ascend NPU_ASD_CONFIG")
            double suspicious,

            @Parameter(
                    value = 1e6,
                    least = LEAST,
                    most = 1e12,
                    doc = "multiple that is enough by itself",
                    source = "Ascend NPU_ASD_CONFIG")
            double hit,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = MOST_STRIKES,
                    doc = "strikes of one device that make it suspect",
                    source = "Ascend NPU_ASD_CONFIG")
            int strikes,

            @Parameter(
                    value = 480,
                    least = 1,
                    most = 100_000,
                    doc = "minutes of event time in which they are counted",
                    source = "Ascend NPU_ASD_CONFIG")
            int minutes) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, suspicious, hit, strikes, minutes);
            Range.check("hit", hit, suspicious, 1e12);
        }
    }

    /** The last strikes, of any device. */
    public static final class State implements Memory {
        /** Of the last strikes; empty before the first. */
        private long[] places = {};

        private long[] times = {};
        private int next;

        private void makeRoom() {
            if (times.length == 0) {
                places = new long[MOST_STRIKES];
                times = new long[MOST_STRIKES];
                Arrays.fill(times, NEVER);
            }
        }

        private void strike(long place, long timeMillis) {
            makeRoom();
            places[next] = place;
            times[next] = timeMillis;
            next = (next + 1) % MOST_STRIKES;
        }

        private int strikes(long place, long sinceMillis) {
            int strikes = 0;
            for (int i = 0; i < times.length; i++) {
                strikes += times[i] != NEVER && places[i] == place && times[i] >= sinceMillis ? 1 : 0;
            }
            return strikes;
        }

        @Override
        public void sync(MemoryIo io) {
            next = io.i32(next);
            if (next < 0 || next >= MOST_STRIKES) {
                throw new MemoryFormatException("strike " + next);
            }
            boolean full = times.length > 0 && times[MOST_STRIKES - 1] != NEVER;
            int struck = io.i32(full ? MOST_STRIKES : next);
            if (struck < 0 || struck > MOST_STRIKES) {
                throw new MemoryFormatException(struck + " strikes");
            }
            if (struck > 0) {
                makeRoom();
            }
            for (int i = 0; i < struck; i++) {
                places[i] = io.i64(places[i]);
                times[i] = io.i64(times[i]);
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.SDC_SUSPECTED;
    }

    @Override
    public int layout() {
        return 2;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Judgement judge(State state, RunContext run, GatheredStep step) {
        if (step.ranks() < 2) {
            return abstain(OTHER_RANK);
        }
        if (step.outliers() == 0) {
            return Judgement.CLEAR;
        }
        boolean alone = step.outliers() == 1 && step.outlierTimes() >= params.suspicious();
        boolean finite = step.culprit() == null && step.overflow() == null;
        if (!alone || !finite) {
            return abstain(NOT_ENOUGH_DATA);
        }
        long place = place(run.facts(), step.outlierRank());
        state.strike(place, step.timeMillis());
        int strikes = state.strikes(place, step.timeMillis() - params.minutes() * 60_000L);
        return strikes >= params.strikes() || step.outlierTimes() >= params.hit()
                ? firing(run, step, strikes)
                : abstain(NOT_ENOUGH_DATA);
    }

    /** A device by the names of its host and itself; the rank where nobody told them. */
    private static long place(JobFacts facts, int rank) {
        for (JobFacts.Placement placement : facts.ranks()) {
            if (placement.rank() == rank && placement.host() != null) {
                String device = placement.device();
                long host = placement.host().hashCode();
                return (host << Integer.SIZE) ^ (device == null ? 0 : device.hashCode());
            }
        }
        return rank;
    }

    private Judgement firing(RunContext run, GatheredStep step, int strikes) {
        String layer = run.facts().layerName(step.outlierLayer());
        return new Judgement.Firing(
                "rank:" + step.outlierRank(),
                Kind.SDC_SUSPECTED.severity(),
                step.outlierRank(),
                step.outlierLayer(),
                step.step(),
                List.of(
                        new Evidence(
                                "gradient norm of " + layer + " as a multiple of its level",
                                step.step(),
                                step.outlierTimes(),
                                1,
                                params.suspicious(),
                                0),
                        new Evidence(
                                "strikes of this device in " + params.minutes() + " minutes",
                                step.step(),
                                strikes,
                                Double.NaN,
                                params.strikes(),
                                0)));
    }
}
