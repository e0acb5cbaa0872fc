package io.descentry.detect;

import java.util.function.Supplier;

/**
 * The kinds of fault, each with the detector that looks for it: a kind is in service because it stands here. Detectors are
 * asked in this order. Ids are stable and appear in alerts, labels, settings and names of runbooks.
 */
public enum Kind {
    NON_FINITE("non_finite", "TrainingNonFinite", Severity.CRITICAL, () -> new NonFinite(NonFinite.Params.DEFAULT)),
    LOSS_SPIKE("loss_spike", "TrainingLossSpike", Severity.WARNING, () -> new LossSpike(LossSpike.Params.DEFAULT)),
    LOSS_DIVERGENCE(
            "loss_divergence",
            "TrainingLossDivergence",
            Severity.CRITICAL,
            () -> new LossDivergence(LossDivergence.Params.DEFAULT)),
    GRADIENT_EXPLOSION(
            "gradient_explosion",
            "TrainingGradientExplosion",
            Severity.CRITICAL,
            () -> new GradientExplosion(GradientExplosion.Params.DEFAULT)),
    PLATEAU_FROM_START(
            "plateau_from_start",
            "TrainingPlateauFromStart",
            Severity.WARNING,
            () -> new PlateauFromStart(PlateauFromStart.Params.DEFAULT)),
    PLATEAU_MID("plateau_mid", "TrainingPlateauMid", Severity.WARNING, () -> new PlateauMid(PlateauMid.Params.DEFAULT)),
    OVERFITTING(
            "overfitting", "TrainingOverfitting", Severity.WARNING, () -> new Overfitting(Overfitting.Params.DEFAULT));

    private final String id;
    private final String alertName;
    private final Severity severity;

    // A detector names its kind, so it is made only when all kinds exist.
    @SuppressWarnings("ImmutableEnumChecker") // the suppliers hold nothing
    private final Supplier<Detector<?>> detector;

    Kind(String id, String alertName, Severity severity, Supplier<Detector<?>> detector) {
        this.id = id;
        this.alertName = alertName;
        this.severity = severity;
        this.detector = detector;
    }

    /** The stable id, for example {@code loss_spike}. */
    public String id() {
        return id;
    }

    /** The name that monitoring systems group by, for example {@code TrainingLossSpike}. */
    public String alertName() {
        return alertName;
    }

    /** Severity unless a detector says otherwise. */
    public Severity severity() {
        return severity;
    }

    /** A new detector of this kind with its default parameters. */
    Detector<?> detector() {
        return detector.get();
    }
}
