package io.descentry.reading;

/**
 * One rank's word that its process is alive, whether or not it gets on.
 *
 * @param attempt restart count of the job; 0 or above
 * @param rank who is alive; 0 or above
 * @param step last optimizer step that the rank has done; -1 before the first
 * @param timeMillis event time, milliseconds since the epoch
 */
public record HeartbeatReading(int attempt, int rank, long step, long timeMillis) {}
