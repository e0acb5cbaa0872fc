package io.descentry.detect;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kinds of fault, each with the detector that looks for it: a kind is in service because it stands here. Detectors are
 * asked in this order. Ids are stable and appear in alerts, labels, settings and names of runbooks.
 */
public enum Kind {
    // Numerics
    NON_FINITE("non_finite", "TrainingNonFinite", Severity.CRITICAL, NonFinite.Params.class, NonFinite::new),
    LOSS_SPIKE("loss_spike", "TrainingLossSpike", Severity.WARNING, LossSpike.Params.class, LossSpike::new),
    LOSS_DIVERGENCE(
            "loss_divergence",
            "TrainingLossDivergence",
            Severity.CRITICAL,
            LossDivergence.Params.class,
            LossDivergence::new),
    GRADIENT_EXPLOSION(
            "gradient_explosion",
            "TrainingGradientExplosion",
            Severity.CRITICAL,
            GradientExplosion.Params.class,
            GradientExplosion::new),

    // Progress
    PLATEAU_FROM_START(
            "plateau_from_start",
            "TrainingPlateauFromStart",
            Severity.WARNING,
            PlateauFromStart.Params.class,
            PlateauFromStart::new),
    PLATEAU_MID("plateau_mid", "TrainingPlateauMid", Severity.WARNING, PlateauMid.Params.class, PlateauMid::new),

    // Generalisation
    OVERFITTING("overfitting", "TrainingOverfitting", Severity.WARNING, Overfitting.Params.class, Overfitting::new);

    private final String id;
    private final String alertName;
    private final Severity severity;
    private final Class<? extends Record> parameters;

    // A detector names its kind, so it is made only when all kinds exist.
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final Function<Map<String, Double>, Detector<?>> detector;

    <P extends Record> Kind(
            String id,
            String alertName,
            Severity severity,
            Class<P> parameters,
            Function<P, ? extends Detector<?>> detector) {
        this.id = id;
        this.alertName = alertName;
        this.severity = severity;
        this.parameters = parameters;
        this.detector = set -> detector.apply(Parameters.make(parameters, set));
    }

    /** The kind of an id. */
    public static Optional<Kind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
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

    /** The record of its detector's parameters. */
    Class<? extends Record> parameters() {
        return parameters;
    }

    /** A new detector of this kind; parameters that are not named keep their default. */
    Detector<?> detector(Map<String, Double> set) {
        return detector.apply(set);
    }
}
