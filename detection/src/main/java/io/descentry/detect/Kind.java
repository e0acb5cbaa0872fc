package io.descentry.detect;

/** The kinds of fault; ids are stable and appear in alerts, labels, settings and names of runbooks. */
public enum Kind {
    NON_FINITE("non_finite", "TrainingNonFinite", Severity.CRITICAL),
    LOSS_SPIKE("loss_spike", "TrainingLossSpike", Severity.WARNING),
    LOSS_DIVERGENCE("loss_divergence", "TrainingLossDivergence", Severity.CRITICAL),
    GRADIENT_EXPLOSION("gradient_explosion", "TrainingGradientExplosion", Severity.CRITICAL),
    PLATEAU_FROM_START("plateau_from_start", "TrainingPlateauFromStart", Severity.WARNING),
    PLATEAU_MID("plateau_mid", "TrainingPlateauMid", Severity.WARNING),
    OVERFITTING("overfitting", "TrainingOverfitting", Severity.WARNING);

    private final String id;
    private final String alertName;
    private final Severity severity;

    Kind(String id, String alertName, Severity severity) {
        this.id = id;
        this.alertName = alertName;
        this.severity = severity;
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
}
