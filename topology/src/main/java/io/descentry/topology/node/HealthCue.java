package io.descentry.topology.node;

/** What happened to a job, as far as its state is to be shown. */
public enum HealthCue {
    /** A record of it was judged. */
    ADVANCED,
    /** Likewise, and an alert of it changed. */
    CHANGED,
    /** It is no longer remembered. */
    FORGOTTEN
}
