package io.descentry.corpus.cluster;

import io.descentry.avro.StepSummary;
import java.util.Set;

/** A fault at its origin, and what follows from it in synchronous data-parallel training. */
sealed interface Injection {

    /** Changes what a rank reports of a step. */
    default void alter(StepSummary record, SimulatedJob job) {}

    /** How many times longer a rank computes at a step. */
    default double slowness(int rank, long step) {
        return 1;
    }

    /** The same for the slowest rank, for which the others wait. */
    default double slowest(long step) {
        return 1;
    }

    /** Whether a step that would end at a time never ends. */
    default boolean halts(long step, long timeMillis) {
        return false;
    }

    /** Whether a rank is dead at a time: not even a heartbeat comes. */
    default boolean kills(int rank, long timeMillis) {
        return false;
    }

    /**
     * One rank reads NaN. Its loss is NaN, after the exchange of gradients all gradients are, and after the update all weights.
     */
    record BadShard(int rank, long step) implements Injection {
        @Override
        public void alter(StepSummary record, SimulatedJob job) {
            if (record.getStep() < step) {
                return;
            }
            if (record.getStep() > step) {
                Damage.lost(record);
                return;
            }
            if (record.getRank() == rank) {
                Written.set(record, "input_nonfinite", 64L);
                Written.set(record, "input_mean", Double.NaN);
                Written.set(record, "input_std", Double.NaN);
                Written.set(record, "input_abs_max", Double.NaN);
                Damage.forward(record, 0);
            }
            Damage.exchanged(record, record.getRank() == rank);
        }
    }

    /** A bit of a weight flips on one device: from that layer on nothing is finite there, and then everywhere. */
    record WeightFlip(int rank, int layer, long step) implements Injection {
        @Override
        public void alter(StepSummary record, SimulatedJob job) {
            if (record.getStep() < step) {
                return;
            }
            if (record.getStep() > step) {
                Damage.lost(record);
                return;
            }
            if (record.getRank() == rank) {
                Damage.forward(record, layer);
            }
            Damage.exchanged(record, record.getRank() == rank);
        }
    }

    /** A bit of a gradient flips on one device before the exchange; the update that follows costs a while of progress. */
    record GradientFlip(int rank, int layer, long step) implements Injection {
        private static final float TIMES = 1e7f;
        private static final double HALF_LIFE = 30;

        @Override
        public void alter(StepSummary record, SimulatedJob job) {
            long after = record.getStep() - step;
            if (after < 0) {
                return;
            }
            if (after == 0) {
                if (record.getRank() == rank) {
                    Damage.gradient(record, layer, TIMES);
                }
                Damage.norm(record, TIMES / job.ranks());
                return;
            }
            Damage.loss(record, 2 * Math.exp(-after / HALF_LIFE) * Damage.lossAtStart(job.base()));
        }
    }

    /** A bit of a weight flips on one device where it hurts little: its replica differs from then on. */
    record Desync(int rank, long step) implements Injection {
        @Override
        public void alter(StepSummary record, SimulatedJob job) {
            Long digest = record.getParameterDigest();
            if (record.getStep() >= step && record.getRank() == rank && digest != null) {
                Written.set(record, "parameter_digest", Draws.mix(digest + rank));
            }
        }
    }

    /** One device is slow, for example too hot. */
    record SlowRank(int rank, long step, double times) implements Injection {
        @Override
        public double slowness(int other, long at) {
            return other == rank && at >= step ? times : 1;
        }

        @Override
        public double slowest(long at) {
            return at >= step ? times : 1;
        }
    }

    /** A collective never returns: no step ends any more, and all processes live. */
    record Hang(long step) implements Injection {
        @Override
        public boolean halts(long at, long timeMillis) {
            return at >= step;
        }
    }

    /** The hosts of some ranks lose their power; the other ranks wait for them. */
    record Outage(long fromMillis, Set<Integer> ranks) implements Injection {
        public Outage {
            ranks = Set.copyOf(ranks);
        }

        @Override
        public boolean halts(long at, long timeMillis) {
            return timeMillis >= fromMillis;
        }

        @Override
        public boolean kills(int rank, long timeMillis) {
            return timeMillis >= fromMillis && ranks.contains(rank);
        }
    }

    /** From a step on the data was never scaled: the input is many times larger, and the model knows nothing like it. */
    record UnscaledData(long step, double times) implements Injection {
        private static final double HALF_LIFE = 120;

        @Override
        public void alter(StepSummary record, SimulatedJob job) {
            long after = record.getStep() - step;
            if (after < 0) {
                return;
            }
            Damage.input(record, times);
            double left = Math.pow(2, -after / HALF_LIFE);
            Damage.loss(record, 4 * left * Damage.lossAtStart(job.base()));
            Damage.allGradients(record, (float) (1 + times * left));
        }
    }
}
