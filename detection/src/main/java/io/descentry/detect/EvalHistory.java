package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;

/** What the evaluations of a run said so far, by split. */
public final class EvalHistory implements Memory {
    static final String ACCURACY = "accuracy";

    private final Split train = new Split();
    private final Split validation = new Split();
    private final Split test = new Split();
    private final Split unknown = new Split();

    /** The evaluations of one split; values are NaN while there are none. Losses and accuracies that are not finite do not count. */
    public static final class Split implements Memory {
        private int seen;
        private double first = Double.NaN;
        private double best = Double.NaN;
        private long bestStep = -1;
        private double last = Double.NaN;
        private long lastStep = -1;
        private double accuracy = Double.NaN;
        private double bestAccuracy = Double.NaN;

        private void observe(EvalReading reading) {
            if (reading.hasLoss() && Double.isFinite(reading.loss())) {
                seen++;
                last = reading.loss();
                lastStep = reading.step();
                first = seen == 1 ? last : first;
                if (seen == 1 || last < best) {
                    best = last;
                    bestStep = reading.step();
                }
            }
            Double measured = reading.metrics().get(ACCURACY);
            if (measured != null && Double.isFinite(measured)) {
                accuracy = measured;
                bestAccuracy = Double.isNaN(bestAccuracy) ? measured : Math.max(bestAccuracy, measured);
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

        /** Lowest loss. */
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

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            first = io.f64(first);
            best = io.f64(best);
            bestStep = io.i64(bestStep);
            last = io.f64(last);
            lastStep = io.i64(lastStep);
            accuracy = io.f64(accuracy);
            bestAccuracy = io.f64(bestAccuracy);
        }
    }

    void observe(EvalReading reading) {
        of(reading.split()).observe(reading);
    }

    /** Evaluations of train, validation or test; of any other split nothing is kept apart. */
    public Split of(String split) {
        return switch (split) {
            case "train" -> train;
            case "validation" -> validation;
            case "test" -> test;
            default -> unknown;
        };
    }

    @Override
    public void sync(MemoryIo io) {
        train.sync(io);
        validation.sync(io);
        test.sync(io);
        unknown.sync(io);
    }
}
