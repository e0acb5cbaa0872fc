package io.descentry.health;

/** Where a job stands. */
public enum HealthStatus {
    /** No step of the attempt was heard of yet. */
    WAITING,
    RUNNING,
    /** It should report and does not. */
    STALLED,
    FINISHED,
    FAILED,
    CANCELLED,
    /** It was silent for so long that it is forgotten. */
    LOST
}
