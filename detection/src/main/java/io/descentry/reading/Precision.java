package io.descentry.reading;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How finely the number format of a training counts, coarsest first. */
public enum Precision {
    /** 8 bits, or fewer: values are off by several percent. */
    EIGHT_BIT,
    /** Not told. */
    UNKNOWN,
    /** Sums or products of 16 bits, or of as short a mantissa: off by up to 4e-3. */
    HALF,
    /** 32 bits: off by 6e-8. */
    SINGLE,
    /** 64 bits. */
    DOUBLE;

    /** The precision of a name, however it is written. */
    public static Precision of(@Nullable String name) {
        String plain = name == null ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (plain.isEmpty()) {
            return UNKNOWN;
        }
        if (plain.contains("8") || (plain.contains("4") && !plain.contains("64"))) {
            return EIGHT_BIT;
        }
        if (plain.contains("16") || plain.contains("half") || plain.contains("amp") || plain.contains("mixed")) {
            return HALF;
        }
        if (plain.equals("tf32")) {
            return HALF;
        }
        return switch (plain) {
            case "fp32", "float32", "float", "f32", "32", "single", "full", "32true" -> SINGLE;
            case "fp64", "float64", "double", "f64", "64", "64true" -> DOUBLE;
            default -> UNKNOWN;
        };
    }

    /** The name of the less precise of two formats. */
    public static @Nullable String coarser(@Nullable String one, @Nullable String other) {
        return of(one).compareTo(of(other)) <= 0 ? one : other;
    }
}
