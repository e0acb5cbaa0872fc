package io.descentry.detect;

/**
 * How answers in a row become an alert and its end.
 *
 * @param fireAfter firing answers, without a clear one between them, before the alert fires; at least 1
 * @param clearAfter clear answers in a row before it is resolved; at least 1
 */
public record Patience(int fireAfter, int clearAfter) {
    /** For detectors of steps. */
    public static final Patience STEPS = new Patience(1, 64);

    /** For detectors of evaluations, which come seldom. */
    public static final Patience EVALUATIONS = new Patience(1, 1);

    public Patience {
        if (fireAfter < 1 || clearAfter < 1) {
            throw new IllegalArgumentException("patience of " + fireAfter + " and " + clearAfter);
        }
    }
}
