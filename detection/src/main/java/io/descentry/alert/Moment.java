package io.descentry.alert;

/**
 * The record at hand.
 *
 * @param step the step that it is about
 * @param timeMillis its event time, milliseconds since the epoch
 */
public record Moment(long step, long timeMillis) {}
