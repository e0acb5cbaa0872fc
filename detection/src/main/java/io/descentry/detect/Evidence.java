package io.descentry.detect;

/**
 * One number that a person can check.
 *
 * @param series what was measured, for example {@code grad_norm of fc1}
 * @param step at which step
 * @param observed the measured value; may be non-finite
 * @param expected what would have been normal; NaN if there is no such value
 * @param bar what it crossed; NaN if there is no such value
 * @param windowSteps over how many steps it was judged; 0 if at one step
 */
public record Evidence(String series, long step, double observed, double expected, double bar, int windowSteps) {}
