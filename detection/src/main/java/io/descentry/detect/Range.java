package io.descentry.detect;

/** Checks parameters when they are made, so that a detector need not. */
final class Range {
    private Range() {}

    static void check(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
