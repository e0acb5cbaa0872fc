package io.descentry.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Seeded records of any generated type, with the awkward values more often than chance would bring them. */
final class RandomRecords {
    private static final double[] AWKWARD = {
        0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e308, -1
    };
    private static final String LETTERS = "abcxyz0189._-/ äß漢\uD83D\uDE00\u0000";

    private final Random random;
    private final int maxMapEntries;

    RandomRecords(long seed, int maxMapEntries) {
        this.random = new Random(seed);
        this.maxMapEntries = maxMapEntries;
    }

    <T extends SpecificRecord> T next(Class<T> type) {
        return type.cast(record(SpecificData.getForClass(type).getSchema(type)));
    }

    private SpecificRecord record(Schema schema) {
        SpecificRecord record =
                (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> schema.getLogicalType() == null ? number() : Instant.ofEpochMilli(number() >> 16);
            case FLOAT -> (float) real();
            case DOUBLE -> real();
            case STRING -> text();
            case ENUM ->
                Enum.valueOf(
                        SpecificData.get().getClass(schema),
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case ARRAY -> array(schema);
            case MAP -> map(schema);
            case RECORD -> record(schema);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            default -> throw new IllegalArgumentException("our records have no " + schema.getType());
        };
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private double real() {
        return random.nextInt(4) == 0 ? AWKWARD[random.nextInt(AWKWARD.length)] : random.nextGaussian();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int[] letters = LETTERS.codePoints().toArray();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private List<Object> array(Schema schema) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            items.add(value(schema.getElementType()));
        }
        return items;
    }

    private Map<String, Object> map(Schema schema) {
        Map<String, Object> entries = new HashMap<>();
        for (int i = random.nextInt(maxMapEntries + 1); i > 0; i--) {
            entries.put(text(), value(schema.getValueType()));
        }
        return entries;
    }
}
