package io.descentry.corpus;

/** What an alert is in the light of the truth. */
public enum Standing {
    /** It tells a labelled fault in its time. */
    DETECTION,
    /** It alarms and the label knows nothing of it. */
    FALSE_ALARM,
    /** The label allows its kind beside its own. */
    ALLOWED,
    /** It only informs. */
    INFORMATION;

    /** An alert may fire so many steps before the onset. */
    private static final long TOLERANCE = 2;

    /** Where an alert of a run with this label stands. */
    public static Standing of(Episode alert, Label label) {
        if (label.kinds().contains(alert.kind())
                && alert.detectedStep() >= label.onsetStep() - TOLERANCE
                && (label.endStep() < 0 || alert.firstStep() <= label.endStep())) {
            return DETECTION;
        } else if (label.also().contains(alert.kind())) {
            return ALLOWED;
        }
        return alert.alarms() ? FALSE_ALARM : INFORMATION;
    }
}
