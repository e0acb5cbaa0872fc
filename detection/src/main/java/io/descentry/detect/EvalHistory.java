package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.reading.EvalReading;
import io.descentry.stat.Floats;
import io.descentry.stat.Medians;
import io.descentry.stat.Trend;

/** What the evaluations of a run said so far, by split. */
public final class EvalHistory implements Memory {
    static final String ACCURACY = "accuracy";
    static final String TRAIN = "train";
    static final String VALIDATION = "validation";
    static final String TEST = "test";

    private final Split train = new Split();
    private final Split validation = new Split();
    private final Split test = new Split();
    private final Split unknown = new Split();

    /** The evaluations of one split; values are NaN while there are none. Losses, to 4 digits, and accuracies that are not finite do not count. */
    public static final class Split implements Memory {
        private static final int RECENT = 16;
        private static final double CLEARLY = 1.5;

        private int seen;
        private float first = Float.NaN;
        private float best = Float.NaN;
        private long bestStep = -1;
        private float last = Float.NaN;
        private long lastStep = -1;
        private float accuracy = Float.NaN;
        private float bestAccuracy = Float.NaN;
        /** Of the last losses; empty before the first. */
        private float[] losses = {};

        private long[] steps = {};

        private void observe(EvalReading reading) {
            goBack(reading.step());
            if (reading.hasLoss() && Double.isFinite(reading.loss())) {
                makeRoom();
                last = Nearby.rounded(Floats.finite(reading.loss()));
                lastStep = reading.step();
                steps[seen % RECENT] = lastStep;
                losses[seen % RECENT] = last;
                seen++;
                first = seen == 1 ? last : first;
                if (!(last >= best)) {
                    best = last;
                    bestStep = reading.step();
                }
            }
            Double measured = reading.metrics().get(ACCURACY);
            if (measured != null && Double.isFinite(measured)) {
                accuracy = Floats.finite(measured);
                bestAccuracy = Float.isNaN(bestAccuracy) ? accuracy : Math.max(bestAccuracy, accuracy);
            }
        }

        private void makeRoom() {
            if (losses.length == 0) {
                losses = new float[RECENT];
                steps = new long[RECENT];
            }
        }

        /** The run goes on from a step: what was measured after it belongs to weights that are gone, the best included. */
        private void goBack(long step) {
            lastStep = Math.min(lastStep, step);
            if (bestStep <= step) {
                return;
            }
            best = Float.NaN;
            bestStep = -1;
            for (int i = Math.max(0, seen - RECENT); i < seen; i++) {
                if (steps[i % RECENT] <= step && !(losses[i % RECENT] >= best)) {
                    best = losses[i % RECENT];
                    bestStep = steps[i % RECENT];
                }
            }
        }

        /** Evaluations with a finite loss. */
        public int seen() {
            return seen;
        }

        /** Loss of the first one. */
        public double first() {
            return first;
        }

        /** Lowest loss; NaN also where only weights had it that a restart threw away. */
        public double best() {
            return best;
        }

        /** Step of the lowest loss, or -1. */
        public long bestStep() {
            return bestStep;
        }

        /** Loss of the last one. */
        public double last() {
            return last;
        }

        /** Step of the last one, or -1. */
        public long lastStep() {
            return lastStep;
        }

        /** Accuracy of the last one that had any, 0 to 1. */
        public double accuracy() {
            return accuracy;
        }

        /** Highest accuracy, 0 to 1. */
        public double bestAccuracy() {
            return bestAccuracy;
        }

        /** Losses of the evaluations since a step, but of the last three in any case, oldest first; at most of the last 16. */
        float[] since(long step) {
            float[] newest = new float[countSince(step)];
            for (int i = 0; i < newest.length; i++) {
                newest[i] = losses[(seen - newest.length + i) % RECENT];
            }
            return newest;
        }

        /** How many losses {@link #since} gives. */
        int countSince(long step) {
            int n = 0;
            while (n < Math.min(seen, RECENT) && (n < 3 || steps[(seen - 1 - n) % RECENT] >= step)) {
                n++;
            }
            return n;
        }

        /** Robust standard deviation of the changes from one to the next of the last evaluations, at most 16; 0 of less than two. */
        double deviation(int evaluations) {
            int n = Math.min(evaluations, Math.min(seen, RECENT));
            if (n < 2) {
                return 0;
            }
            float[] changes = new float[n - 1];
            for (int i = 0; i < n - 1; i++) {
                changes[i] = Math.abs(losses[(seen - 1 - i) % RECENT] - losses[(seen - 2 - i) % RECENT]);
            }
            return 1.4826 * Medians.reordering(changes);
        }

        /** Fall of the loss over evaluations, as a share of their median; negative if it rises. */
        static double gain(float[] evaluations) {
            double level = Math.max(Math.abs(Medians.of(evaluations, 0, evaluations.length)), Double.MIN_NORMAL);
            return -Trend.slope(evaluations) * (evaluations.length - 1) / level;
        }

        /** Whether evaluations fall by a share of their level and by clearly more than they jump about. */
        static boolean falls(float[] evaluations, double share) {
            return evaluations.length >= 2 && gain(evaluations) >= Math.max(share, CLEARLY * jitter(evaluations));
        }

        /** Median change from one evaluation to the next, as a share of their median; of at least two. */
        static double jitter(float[] evaluations) {
            float[] changes = new float[evaluations.length - 1];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = Math.abs(evaluations[i + 1] - evaluations[i]);
            }
            double level = Math.max(Math.abs(Medians.of(evaluations, 0, evaluations.length)), Double.MIN_NORMAL);
            return Medians.reordering(changes) / level;
        }

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            if (io.bool(!Float.isNaN(accuracy))) {
                accuracy = io.f32(accuracy);
                bestAccuracy = io.f32(bestAccuracy);
            }
            lastStep = io.i64(lastStep);
            if (seen <= 0) {
                return;
            }
            makeRoom();
            first = io.f32(first);
            best = io.f32(best);
            bestStep = lastStep - io.i64(lastStep - bestStep);
            last = io.f32(last);
            int n = Math.min(seen, RECENT);
            Nearby.brief(io, losses, n);
            long later = lastStep;
            long distance = 0;
            for (int i = n - 1; i >= 0; i--) {
                int at = (seen - n + i) % RECENT;
                distance += io.i64(later - steps[at] - distance);
                steps[at] = later - distance;
                later = steps[at];
            }
        }
    }

    /** A restart: the run goes on from a step. */
    void resume(long step) {
        train.goBack(step);
        validation.goBack(step);
        test.goBack(step);
        unknown.goBack(step);
    }

    void observe(EvalReading reading) {
        of(reading.split()).observe(reading);
    }

    /** Evaluations of train, validation or test; of any other split nothing is kept apart. */
    public Split of(String split) {
        return switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
            default -> unknown;
        };
    }

    /** The split that tells best what the weights can do: the training set where it is evaluated, else the validation set. */
    public Split ofWeights() {
        return train.seen > 0 ? train : validation;
    }

    @Override
    public void sync(MemoryIo io) {
        train.sync(io);
        validation.sync(io);
        test.sync(io);
        unknown.sync(io);
    }
}
