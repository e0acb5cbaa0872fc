package io.descentry.detect;

import java.util.List;

/** The detectors that are in service. */
public final class Detectors {
    private static final List<Detector<?>> ALL = List.of(
            new NonFinite(NonFinite.Params.DEFAULT),
            new LossDivergence(LossDivergence.Params.DEFAULT),
            new LossSpike(LossSpike.Params.DEFAULT),
            new GradientExplosion(GradientExplosion.Params.DEFAULT),
            new PlateauFromStart(PlateauFromStart.Params.DEFAULT),
            new PlateauMid(PlateauMid.Params.DEFAULT),
            new Overfitting(Overfitting.Params.DEFAULT));

    private Detectors() {}

    /** Every detector with its default parameters, in the order in which they are asked. */
    public static List<Detector<?>> all() {
        return ALL;
    }
}
