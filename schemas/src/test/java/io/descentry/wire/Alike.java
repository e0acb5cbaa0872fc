package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.specific.SpecificRecord;

/** Compares records value by value. Avro's own comparison takes a NaN in a record within a union for unlike itself. */
final class Alike {
    private Alike() {}

    static void assertAlike(SpecificRecord now, SpecificRecord before) {
        if (!now.equals(before)) {
            assertThat(now)
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .withEqualsForType(Float::equals, Float.class)
                    .isEqualTo(before);
        }
    }
}
