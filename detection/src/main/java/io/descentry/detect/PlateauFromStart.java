package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.TOO_NOISY;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when a good part of the run is over and the loss is where it began. */
public record PlateauFromStart(Params params) implements StepDetector<Hold> {

    /** How flat, and after how long. */
    public record Params(
            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 1,
                    doc = "distance from the start that counts as still there, as a share of it")
            double band,

            @Parameter(
                    value = 0.01,
                    least = 0,
                    most = 1,
                    doc = "fall over the newer half of the run, as a share of the loss, that counts as none")
            double gain,

            @Parameter(
                    value = -1.645,
                    least = -10,
                    most = 0,
                    doc = "Mann-Kendall statistic below which the loss falls after all, 5 % one-sided")
            double falling,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "share of the planned readings that must be over",
                    source = "ours: nets can be flat at first and then learn")
            double share,

            @Parameter(value = 1024, least = 16, most = 1_000_000, doc = "readings that are enough whatever is planned")
            int readings,

            @Parameter(
                    value = 512,
                    least = 16,
                    most = 1_000_000,
                    doc = "readings that must be over where nothing is planned")
            int unplanned,

            @Parameter(
                    value = 0.8,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at chance below which a run did not begin untaught")
            double chance,

            @Parameter(
                    value = 0.8,
                    least = 0,
                    most = 1,
                    doc = "share of the start below which the loss has been once and so did fall")
            double fallen,

            @Parameter(
                    value = 0.1,
                    least = 0,
                    most = 1,
                    doc =
                            "share of ten or more siblings among whose best a run is never called a plateau; 0 for no such guard",
                    source = "BTTackler")
            double best) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, band, gain, falling, share, readings, unplanned, chance, fallen, best);
        }
    }

    @Override
    public Kind kind() {
        return Kind.PLATEAU_FROM_START;
    }

    @Override
    public Hold remember() {
        return new Hold();
    }

    @Override
    public void resume(Hold hold, long step) {
        hold.release();
    }

    @Override
    public Judgement judge(Hold hold, RunContext run, StepReading reading) {
        return run.standing().spare(hold, judge(hold.isOpen(), run, reading), reading.step(), params.best());
    }

    private Judgement judge(boolean open, RunContext run, StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(reading.value(Series.LOSS))) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        LossProgress progress = run.progress();
        if (run.isAdversarial() || run.resumed() || !progress.isKnown() || progress.readings() < needed(run)) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double start = run.lossScale().start();
        boolean gains = progress.gain() >= params.gain();
        boolean falls = progress.significance() <= params.falling();
        if (open ? gains && falls : gains || falls) {
            return Judgement.CLEAR;
        }
        if (!open && progress.spread() > params.band()) {
            return abstain(TOO_NOISY); // it swings, it does not stand
        }
        if (progress.lowest() < params.fallen() * start) {
            return Judgement.CLEAR; // it learnt, and lost it again
        }
        boolean there = Math.abs(progress.level() - start) <= params.band() * Math.abs(start);
        boolean untaught = !(start < params.chance() * run.lossAtChance());
        if (!there || !untaught) {
            return Judgement.CLEAR;
        }
        return new Judgement.Firing(
                "loss",
                Kind.PLATEAU_FROM_START.severity(),
                -1,
                -1,
                run.firstStepOfAttempt(),
                List.of(new Evidence(
                        "loss (median of the newer half)",
                        reading.step(),
                        progress.level(),
                        start,
                        start - params.band() * Math.abs(start),
                        (int) Math.min(Integer.MAX_VALUE, reading.step() - progress.since()))));
    }

    private double needed(RunContext run) {
        double planned = run.expectedReadings();
        return planned > 0 ? Math.min(params.share() * planned, params.readings()) : params.unplanned();
    }
}
