package io.descentry.app.peers;

import io.descentry.reading.EvalReading;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;

/** Rules that look at the loss or the gradient norm of a step, or at the validation loss. */
final class LossRules {
    private LossRules() {}

    /**
     * OLMo-core {@code SkipStepOptimizer}: a step is left out whose loss or gradient norm is more than 6 standard deviations
     * from the mean of the last 128, in either direction, once there are 64.
     */
    static final class SixDeviations implements Rule {
        private static final int INTERVAL = 128;
        private static final double FACTOR = 6;

        private final Window losses = new Window(INTERVAL);
        private final Window norms = new Window(INTERVAL);

        @Override
        public void step(StepReading reading, Report report) {
            judge(reading, Series.LOSS, losses, "loss_spike", report);
            judge(reading, Series.GRAD_NORM, norms, "gradient_explosion", report);
        }

        private static void judge(StepReading reading, Series series, Window window, String kind, Report report) {
            if (reading.has(series)) {
                double value = reading.value(series);
                double z = Math.abs(value - window.mean()) / window.deviation();
                if (window.size() >= INTERVAL / 2 && z > FACTOR) {
                    report.fires(kind, reading.step());
                }
                window.add(value);
            }
        }
    }

    /** Weights and Biases automations: z-score above 3 against the last 30 values of the metric, in any direction. */
    static final class ZScore implements Rule {
        private final Window losses = new Window(30);

        @Override
        public void step(StepReading reading, Report report) {
            if (reading.has(Series.LOSS) && Double.isFinite(reading.value(Series.LOSS))) {
                double loss = reading.value(Series.LOSS);
                if (losses.isFull() && Math.abs(loss - losses.mean()) / losses.deviation() > 3) {
                    report.fires("loss_spike", reading.step());
                }
                losses.add(loss);
            }
        }
    }

    /**
     * llm-foundry {@code KillLossSpike}: five losses in a row at twice the mean of the last 100; or, after 200 steps, half of
     * the last 100 above 10.
     */
    static final class KillLossSpike implements Rule {
        private static final int WINDOW = 100;

        private final Window losses = new Window(WINDOW);
        private int outliers;
        private long seen;

        @Override
        public void step(StepReading reading, Report report) {
            if (!reading.has(Series.LOSS)) {
                return;
            }
            double loss = reading.value(Series.LOSS);
            seen++;
            if (losses.isFull()) {
                outliers = loss >= 2 * losses.mean() ? outliers + 1 : 0;
                if (outliers > 4) {
                    report.fires("loss_spike", reading.step());
                } else if (seen >= 2 * WINDOW && losses.above(10) >= WINDOW / 2) {
                    report.fires("loss_divergence", reading.step());
                }
            }
            losses.add(loss);
        }
    }

    /** Megatron-LM {@code RerunStateMachine}: a loss above 10 times the largest of the first 100; any non-finite loss or norm. */
    static final class TenTimesTheLargest implements Rule {
        private static final int SAMPLES = 100;

        private int seen;
        private double largest;

        @Override
        public void step(StepReading reading, Report report) {
            if (reading.has(Series.LOSS)) {
                double loss = reading.value(Series.LOSS);
                if (!Double.isFinite(loss)) {
                    report.fires("non_finite", reading.step());
                } else if (seen < SAMPLES) {
                    seen++;
                    largest = Math.max(largest, loss);
                } else if (loss > 10 * largest) {
                    report.fires("loss_spike", reading.step());
                }
            }
            if (reading.has(Series.GRAD_NORM) && !Double.isFinite(reading.value(Series.GRAD_NORM))) {
                report.fires("non_finite", reading.step());
            }
        }
    }

    /**
     * Lightning Fabric {@code SpikeDetection}: a loss that rose and is off the mean of the last 10 by twice that mean; any
     * non-finite loss. It ends the run, so what it found does not enter the mean.
     */
    static final class RelativeTolerance implements Rule {
        private final Window losses = new Window(10);
        private double last;
        private long seen;

        @Override
        public void step(StepReading reading, Report report) {
            if (!reading.has(Series.LOSS)) {
                return;
            }
            double loss = reading.value(Series.LOSS);
            if (seen++ >= 1) {
                double mean = losses.mean();
                if (!Double.isFinite(loss)) {
                    report.fires("non_finite", reading.step());
                    return;
                }
                if (loss > last && Math.abs(loss - mean) >= Math.abs(2 * mean)) {
                    report.fires("loss_spike", reading.step());
                    return;
                }
            }
            losses.add(loss);
            last = loss;
        }
    }

    /** Keras {@code TerminateOnNaN}: a loss that is not finite. */
    static final class TerminateOnNaN implements Rule {
        @Override
        public void step(StepReading reading, Report report) {
            if (reading.has(Series.LOSS) && !Double.isFinite(reading.value(Series.LOSS))) {
                report.fires("non_finite", reading.step());
            }
        }
    }

    /**
     * Early stopping on the validation loss: so many evaluations without a new best. Lightning: 3, and at once if the loss is
     * not finite; Keras: 0, which is one evaluation that is no better.
     */
    static final class EarlyStopping implements Rule {
        private final String kind;
        private final int patience;
        private final double least;
        private final boolean checksFinite;
        private double best = Double.POSITIVE_INFINITY;
        private int waited;

        EarlyStopping(String kind, int patience, double least, boolean checksFinite) {
            this.kind = kind;
            this.patience = patience;
            this.least = least;
            this.checksFinite = checksFinite;
        }

        @Override
        public void eval(EvalReading reading, Report report) {
            if (!reading.split().equals("validation") || !reading.hasLoss()) {
                return;
            }
            if (checksFinite && !Double.isFinite(reading.loss())) {
                report.fires("non_finite", reading.step());
            } else if (reading.loss() < best - least) {
                best = reading.loss();
                waited = 0;
            } else if (++waited >= Math.max(1, patience)) {
                report.fires(kind, reading.step());
            }
        }
    }
}
