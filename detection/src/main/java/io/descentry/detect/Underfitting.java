package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.TOO_NOISY;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.EvalReading;
import java.util.List;

/** Says that well into the run training and validation loss are equally high and fall no more: the model does not fit its data. */
public record Underfitting(Params params) implements EvalDetector<Hold> {

    /** How high, how flat, how equal. */
    public record Params(
            @Parameter(
                    value = 0.65,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start, or at chance if that is lower, above which a loss is high")
            double high,

            @Parameter(
                    value = 0.8,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at chance below which a run did not begin untaught")
            double chance,

            @Parameter(
                    value = 0.045,
                    least = 0,
                    most = 1,
                    doc = "fall over the newer half of the run, as a share of the loss, that counts as none")
            double gain,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 10,
                    doc =
                            "rise over the newer half, or robust sd of its blocks, as a share of the loss, above which nothing stands")
            double swing,

            @Parameter(
                    value = 1.15,
                    least = 1,
                    most = 100,
                    doc = "multiple of the training loss above which the validation loss is another illness")
            double apart,

            @Parameter(value = 0.6, least = 0, most = 1, doc = "share of the planned readings that must be over")
            double share,

            @Parameter(value = 1024, least = 16, most = 1_000_000, doc = "readings that are enough whatever is planned")
            int readings,

            @Parameter(
                    value = 512,
                    least = 16,
                    most = 1_000_000,
                    doc = "readings that must be over where nothing is planned")
            int unplanned) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, high, chance, gain, swing, apart, share, readings, unplanned);
        }
    }

    @Override
    public Kind kind() {
        return Kind.UNDERFITTING;
    }

    @Override
    public Hold remember() {
        return new Hold();
    }

    @Override
    public Patience patience() {
        return Patience.EVALUATIONS;
    }

    @Override
    public void resume(Hold hold, long step) {
        hold.release();
    }

    @Override
    public Judgement judge(Hold hold, RunContext run, EvalReading reading) {
        return hold.after(judge(hold.isOpen(), run, reading));
    }

    private Judgement judge(boolean open, RunContext run, EvalReading reading) {
        if (!reading.hasLoss() || !reading.split().equals(EvalHistory.VALIDATION)) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(reading.loss())) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        LossProgress progress = run.progress();
        if (run.isAdversarial() || run.resumed() || !progress.isKnown() || progress.readings() < needed(run)) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double bar = params.high() * reference(run);
        double train = run.evals().of(EvalHistory.TRAIN).last();
        double fitted = Double.isNaN(train) ? progress.level() : train;
        boolean high = progress.level() > bar && fitted > bar && reading.loss() > bar;
        boolean gains = progress.gain() >= params.gain() * (open ? 2 : 1);
        boolean together = reading.loss() <= params.apart() * fitted;
        if (!(bar > 0) || !high || gains || !together) {
            return Judgement.CLEAR;
        }
        if (!open && (progress.spread() > params.swing() || progress.gain() < -params.swing())) {
            return abstain(TOO_NOISY); // it swings or rises, which are other illnesses
        }
        int steps = (int) Math.min(Integer.MAX_VALUE, reading.step() - progress.since());
        return new Judgement.Firing(
                "loss",
                Kind.UNDERFITTING.severity(),
                -1,
                -1,
                progress.since(),
                List.of(
                        new Evidence(
                                "loss (median of the newer half, fell by " + Evidence.number(100 * progress.gain())
                                        + " %)",
                                reading.step(),
                                progress.level(),
                                Double.NaN,
                                bar,
                                steps),
                        new Evidence(
                                "validation_loss",
                                reading.step(),
                                reading.loss(),
                                fitted,
                                params.apart() * fitted,
                                0)));
    }

    /** The loss of a model that knows nothing; NaN if the run began with one that knew something. */
    private double reference(RunContext run) {
        double start = run.lossScale().lowStart();
        double chance = run.lossAtChance();
        if (start < params.chance() * chance) {
            return Double.NaN;
        }
        return chance < start ? chance : start;
    }

    private double needed(RunContext run) {
        double planned = run.expectedReadings();
        return planned > 0 ? Math.min(params.share() * planned, params.readings()) : params.unplanned();
    }
}
