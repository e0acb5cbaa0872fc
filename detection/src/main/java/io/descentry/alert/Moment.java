package io.descentry.alert;

import io.descentry.reading.StepReading;
import org.jspecify.annotations.Nullable;

/**
 * The record at hand.
 *
 * @param step the step that it is about
 * @param timeMillis its event time, milliseconds since the epoch
 * @param reading what it says, if it is a step
 */
public record Moment(long step, long timeMillis, @Nullable StepReading reading) {}
