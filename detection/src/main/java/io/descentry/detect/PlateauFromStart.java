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

    /**
     * How flat, and after how long.
     *
     * @param band distance from the start that counts as still there, as a share of it; 0.05 (ours)
     * @param gain fall over the newer half of the run, as a share of the loss, that counts as none; 0.01 (ours)
     * @param falling Mann-Kendall statistic below which the loss falls after all; -1.645, 5 % one-sided
     * @param share share of the planned readings that must be over; 0.5 (ours: nets can be flat at first and then learn)
     * @param readings readings that are enough whatever is planned; 1024 (ours)
     * @param unplanned readings that must be over where nothing is planned; 512 (ours)
     * @param chance share of the loss at chance below which a run did not begin untaught; 0.8 (ours)
     */
    public record Params(
            double band, double gain, double falling, double share, int readings, int unplanned, double chance) {
        public static final Params DEFAULT = new Params(0.05, 0.01, -1.645, 0.5, 1024, 512, 0.8);

        public Params {
            Range.check("band", band, 0, 1);
            Range.check("gain", gain, 0, 1);
            Range.check("falling", falling, -10, 0);
            Range.check("share", share, 0, 1);
            Range.check("readings", readings, 16, 1_000_000);
            Range.check("unplanned", unplanned, 16, 1_000_000);
            Range.check("chance", chance, 0, 1);
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
        return hold.after(judge(hold.isOpen(), run, reading));
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
