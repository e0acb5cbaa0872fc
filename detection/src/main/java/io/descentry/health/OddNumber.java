package io.descentry.health;

import io.descentry.memory.MemoryFormatException;

/** A value that is not finite, by its kind: it is told by name, never as a number. */
public enum OddNumber {
    /** It is finite. */
    NONE,
    NAN,
    POS_INF,
    NEG_INF;

    private static final OddNumber[] ALL = values();

    /** What kind of number a value is. */
    public static OddNumber of(double value) {
        if (Double.isNaN(value)) {
            return NAN;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? POS_INF : NEG_INF;
        }
        return NONE;
    }

    static OddNumber at(int ordinal) {
        if (ordinal < 0 || ordinal >= ALL.length) {
            throw new MemoryFormatException("a kind of number " + ordinal);
        }
        return ALL[ordinal];
    }
}
