package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while the learning rate is outside of what its optimizer is used with. */
public record LearningRateOutOfRange(Params params) implements StepDetector<Hold> {
    /*
     * Too high is judged by the rate in force. Too low is judged by the configured rate, which is the peak: schedules begin and
     * end near zero. Where it is not given, the highest rate in force must do once a warm-up would be over.
     */

    /** The usual range by kind of optimizer. */
    public record Params(
            @Parameter(
                    value = 1e-2,
                    least = 1e-6,
                    most = 10,
                    doc = "highest rate of Adam and its kin",
                    source = "UMLAUT")
            double adaptiveHigh,

            @Parameter(value = 1e-7, least = 0, most = 1e-2, doc = "lowest rate of Adam and its kin", source = "UMLAUT")
            double adaptiveLow,

            @Parameter(value = 1, least = 1e-3, most = 1000, doc = "highest rate of SGD")
            double sgdHigh,

            @Parameter(value = 1e-5, least = 0, most = 1, doc = "lowest rate of SGD")
            double sgdLow,

            @Parameter(
                    value = 256,
                    least = 1,
                    most = 1e7,
                    doc = "readings after which a rate that was never higher is its peak")
            long risen) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, adaptiveHigh, adaptiveLow, sgdHigh, sgdLow, risen);
        }
    }

    @Override
    public Kind kind() {
        return Kind.LR_OUT_OF_RANGE;
    }

    @Override
    public Hold remember() {
        return new Hold();
    }

    @Override
    public Judgement judge(Hold hold, RunContext run, StepReading reading) {
        OptimizerFamily family = run.optimizer();
        boolean measured = reading.has(Series.LEARNING_RATE);
        double configured = run.facts().learningRate();
        if (family == OptimizerFamily.OTHER || (!measured && !Double.isFinite(configured))) {
            return abstain(NOT_MEASURED);
        }
        double now = measured ? reading.value(Series.LEARNING_RATE) : configured;
        if (!Double.isFinite(now)) {
            return abstain(NOT_FINITE);
        }
        boolean adaptive = family == OptimizerFamily.ADAPTIVE;
        double high = adaptive ? params.adaptiveHigh() : params.sgdHigh();
        double low = adaptive ? params.adaptiveLow() : params.sgdLow();
        if (now > high) {
            return firing(reading, measured ? "learning_rate" : "configured learning_rate", now, high);
        }
        double peak = peak(run, configured);
        return peak > 0 && peak < low ? firing(reading, "highest learning_rate", peak, low) : Judgement.CLEAR;
    }

    /** The highest rate of the run, or NaN while it cannot be known. */
    private double peak(RunContext run, double configured) {
        double seen = run.rate().peak();
        if (Double.isFinite(configured) && configured > 0) {
            return Math.max(configured, seen);
        }
        boolean risen = run.readingsOfAttempt() > params.risen() && !run.isWarmingUp();
        return risen ? seen : Double.NaN;
    }

    private static Judgement firing(StepReading reading, String series, double rate, double bar) {
        return new Judgement.Firing(
                "learning_rate",
                Kind.LR_OUT_OF_RANGE.severity(),
                -1,
                -1,
                reading.step(),
                List.of(new Evidence(series, reading.step(), rate, Double.NaN, bar, 0)));
    }
}
