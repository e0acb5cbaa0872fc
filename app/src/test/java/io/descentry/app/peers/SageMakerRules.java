package io.descentry.app.peers;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SageMaker Debugger's built-in rules at the defaults of its developer guide, as far as summaries of layers allow: a rule
 * that asks for single elements of a tensor is asked about the share or the mean that the summary has. Rules that need label
 * counts, percentiles or predictions (ClassImbalance, PoorWeightInitialization, TensorVariance, Confusion) are left out.
 */
final class SageMakerRules {
    private SageMakerRules() {}

    /** ExplodingTensor: a tensor with a NaN or infinity. */
    static final class ExplodingTensor implements Rule {
        @Override
        public void step(StepReading reading, Report report) {
            boolean loss = reading.has(Series.LOSS) && !Double.isFinite(reading.value(Series.LOSS));
            boolean tensor = any(reading, LayerSeries.GRAD_NONFINITE)
                    || any(reading, LayerSeries.WEIGHT_NONFINITE)
                    || any(reading, LayerSeries.ACTIVATION_NONFINITE);
            if (loss || tensor) {
                report.fires("non_finite", reading.step());
            }
        }

        private static boolean any(StepReading reading, LayerSeries series) {
            for (float count : reading.layers().column(series)) {
                if (count > 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** VanishingGradient: mean absolute gradient of a layer below 1e-7; the mean of a normal with the layer's deviation here. */
    static final class VanishingGradient implements Rule {
        private static final double MEAN_BY_DEVIATION = Math.sqrt(2 / Math.PI);

        @Override
        public void step(StepReading reading, Report report) {
            float[] deviations = reading.layers().column(LayerSeries.GRAD_STD);
            float[] counts = reading.layers().column(LayerSeries.GRAD_NONFINITE);
            for (int i = 0; i < deviations.length; i++) {
                boolean measured = counts.length == 0 || counts[i] >= 0;
                if (measured && deviations[i] * MEAN_BY_DEVIATION < 1e-7) {
                    report.fires("gradient_vanishing", reading.step());
                    return;
                }
            }
        }
    }

    /** DeadRelu: more than 50 % of a layer's units active less than 1 % of the time; the share of zeros at a step here. */
    static final class DeadRelu implements Rule {
        private final JobFacts facts;

        DeadRelu(JobFacts facts) {
            this.facts = facts;
        }

        @Override
        public void step(StepReading reading, Report report) {
            fireAboveHalf(facts, "relu", LayerSeries.ACTIVATION_ZERO_FRACTION, "dead_relu", reading, report);
        }
    }

    /** SaturatedActivation: more than 50 % of a layer's tanh or sigmoid units at their limits. */
    static final class SaturatedActivation implements Rule {
        private final JobFacts facts;

        SaturatedActivation(JobFacts facts) {
            this.facts = facts;
        }

        @Override
        public void step(StepReading reading, Report report) {
            var series = LayerSeries.ACTIVATION_SATURATED_FRACTION;
            fireAboveHalf(facts, "tanh", series, "saturated_activation", reading, report);
            fireAboveHalf(facts, "sigmoid", series, "saturated_activation", reading, report);
        }
    }

    private static void fireAboveHalf(
            JobFacts facts, String activation, LayerSeries series, String kind, StepReading reading, Rule.Report to) {
        float[] shares = reading.layers().column(series);
        for (int i = 0; i < shares.length && i < facts.layers().size(); i++) {
            String name = facts.layers().get(i).activation();
            if (name != null && name.toLowerCase(Locale.ROOT).contains(activation) && shares[i] > 0.5) {
                to.fires(kind, reading.step());
            }
        }
    }

    /** WeightUpdateRatio: updates of a layer above 10 times its weights, or below 1e-8 of them. */
    static final class WeightUpdateRatio implements Rule {
        @Override
        public void step(StepReading reading, Report report) {
            float[] updates = reading.layers().column(LayerSeries.UPDATE_NORM);
            float[] weights = reading.layers().column(LayerSeries.WEIGHT_NORM);
            for (int i = 0; i < updates.length && i < weights.length; i++) {
                double ratio = updates[i] / (weights[i] + 1e-9);
                if (ratio > 10) {
                    report.fires("update_ratio_high", reading.step());
                } else if (ratio < 1e-8) {
                    report.fires("update_ratio_low", reading.step());
                }
            }
        }
    }

    /** UnchangedTensor: the weights of a layer the same over 3 steps, to 1e-5 of themselves. */
    static final class UnchangedTensor implements Rule {
        private static final int STEPS = 3;

        private int[] inRow = {};

        @Override
        public void step(StepReading reading, Report report) {
            float[] updates = reading.layers().column(LayerSeries.UPDATE_NORM);
            float[] weights = reading.layers().column(LayerSeries.WEIGHT_NORM);
            if (inRow.length != updates.length) {
                inRow = new int[updates.length];
            }
            for (int i = 0; i < updates.length && i < weights.length; i++) {
                inRow[i] = updates[i] <= 1e-8 + 1e-5 * weights[i] ? inRow[i] + 1 : 0;
                if (inRow[i] >= STEPS) {
                    report.fires("unchanged_weights", reading.step());
                }
            }
        }
    }

    /** AllZero: all weights of a layer zero. */
    static final class AllZero implements Rule {
        @Override
        public void step(StepReading reading, Report report) {
            for (float norm : reading.layers().column(LayerSeries.WEIGHT_NORM)) {
                if (norm == 0) {
                    report.fires("zero_init", reading.step());
                }
            }
        }
    }

    /** LossNotDecreasing: every 10 steps the loss is not below that of 10 steps before. */
    static final class LossNotDecreasing implements Rule {
        private static final long STEPS = 10;

        private record Point(long step, double loss) {}

        private final Deque<Point> seen = new ArrayDeque<>();
        private long checked = Long.MIN_VALUE;

        @Override
        public void step(StepReading reading, Report report) {
            if (!reading.has(Series.LOSS)) {
                return;
            }
            Point now = new Point(reading.step(), reading.value(Series.LOSS));
            @Nullable Point before = null;
            while (!seen.isEmpty() && seen.peekFirst().step() <= now.step() - STEPS) {
                before = seen.pollFirst();
            }
            if (before != null) {
                if (now.step() - checked >= STEPS) {
                    checked = now.step();
                    if (now.loss() >= before.loss()) {
                        report.fires("plateau_from_start", now.step());
                        report.fires("plateau_mid", now.step());
                    }
                }
                seen.addFirst(before);
            } else if (seen.isEmpty()) {
                checked = now.step();
            }
            seen.addLast(now);
        }
    }

    /** Overfit: validation loss above the training loss by more than 0.1 of it, once. */
    static final class Overfit implements Rule {
        private double train = Double.NaN;

        @Override
        public void step(StepReading reading, Report report) {
            if (reading.has(Series.LOSS)) {
                double loss = reading.value(Series.LOSS);
                train = Double.isNaN(train) ? loss : train + (loss - train) / 16;
            }
        }

        @Override
        public void eval(EvalReading reading, Report report) {
            if (reading.split().equals("validation") && reading.hasLoss() && (reading.loss() - train) / train > 0.1) {
                report.fires("overfitting", reading.step());
            }
        }
    }
}
