package io.descentry.reading;

/**
 * What the ranks of a job told of one step.
 *
 * @param step optimizer step; 0 or above
 * @param timeMillis latest event time of those records, milliseconds since the epoch
 */
public record GatheredStep(long step, long timeMillis) {}
