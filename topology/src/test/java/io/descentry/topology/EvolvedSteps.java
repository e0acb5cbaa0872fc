package io.descentry.topology;

import io.descentry.avro.StepSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/** Seeded writers of steps whose schema evolved from ours, and records of theirs in several layouts of blocks. */
final class EvolvedSteps {
    private static final double[] AWKWARD = {
        0.0,
        -0.0,
        Double.NaN,
        Double.longBitsToDouble(0x7ff8_0000_0000_1234L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        1e308,
        -1
    };
    private static final String[] STRANGE = {
        "\"int\"",
        "\"string\"",
        "\"bytes\"",
        "[\"null\", \"double\", \"string\"]",
        "{\"type\": \"array\", \"items\": {\"type\": \"map\", \"values\": [\"null\", \"long\"]}}",
        "{\"type\": \"enum\", \"name\": \"E%d\", \"symbols\": [\"A\", \"B\"]}",
        "{\"type\": \"fixed\", \"name\": \"F%d\", \"size\": 3}",
        "{\"type\": \"record\", \"name\": \"R%d\", \"fields\": [{\"name\": \"a\", \"type\": \"float\"}]}"
    };
    private static final String[] NAMES = {"data", "regularization", "kl", "ä", "漢\uD83D\uDE00", "", "x".repeat(80)};

    private final Random random;
    private int strangers;

    EvolvedSteps(Random random) {
        this.random = random;
    }

    /** A schema that differs from ours by a few changes; some of them Avro cannot resolve. */
    Schema writer() {
        return evolved(StepSummary.getClassSchema(), random.nextInt(4) * 0.04);
    }

    private Schema evolved(Schema ours, double change) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : ours.getFields()) {
            boolean dropped = random.nextDouble() < (field.hasDefaultValue() ? change : change / 20);
            if (!dropped) {
                Schema type = field.schema().getType() == Schema.Type.RECORD
                        ? evolved(field.schema(), change)
                        : random.nextDouble() < change ? other(field.schema()) : field.schema();
                fields.add(new Schema.Field(field.name(), type));
            }
        }
        while (random.nextDouble() < 2 * change) {
            strangers++;
            String type = STRANGE[random.nextInt(STRANGE.length)].formatted(strangers);
            fields.add(new Schema.Field("strange" + strangers, new Schema.Parser().parse(type)));
        }
        if (random.nextDouble() < 4 * change) {
            Collections.shuffle(fields, random);
        }
        return Schema.createRecord(ours.getName(), null, ours.getNamespace(), false, fields);
    }

    private Schema other(Schema ours) {
        return switch (ours.getType()) {
            case UNION -> {
                List<Schema> types = new ArrayList<>(ours.getTypes());
                Schema value = types.get(1);
                yield switch (random.nextInt(4)) {
                    case 0 -> value;
                    case 1 -> Schema.createUnion(value, types.get(0));
                    case 2 -> Schema.createUnion(types.get(0), Schema.create(Schema.Type.FLOAT));
                    default -> other(value);
                };
            }
            case DOUBLE -> Schema.create(random.nextBoolean() ? Schema.Type.FLOAT : Schema.Type.LONG);
            case FLOAT -> Schema.create(random.nextBoolean() ? Schema.Type.INT : Schema.Type.DOUBLE);
            case LONG -> Schema.create(random.nextBoolean() ? Schema.Type.INT : Schema.Type.LONG);
            case STRING -> Schema.create(Schema.Type.BYTES);
            case ARRAY -> Schema.createArray(other(ours.getElementType()));
            case MAP -> Schema.createMap(other(ours.getValueType()));
            default -> Schema.createUnion(Schema.create(Schema.Type.NULL), ours);
        };
    }

    /** A record of that writer, header included. */
    byte[] record(Schema writer) throws IOException {
        int length = random.nextInt(4) == 0 ? random.nextInt(600) : random.nextInt(20);
        GenericData.Record record = (GenericData.Record) value(writer, length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, 0, 0, 0, 1});
        boolean blocking = random.nextInt(3) == 0;
        @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse".
        Encoder encoder = blocking
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
                : EncoderFactory.get().binaryEncoder(out, null);
        GenericDatumWriter<GenericData.Record> whole = new GenericDatumWriter<>(writer);
        (blocking || random.nextBoolean() ? whole : new InBlocks(writer)).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private Object value(Schema schema, int length) {
        return switch (schema.getType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> (float) real();
            case DOUBLE -> real();
            case STRING -> NAMES[random.nextInt(NAMES.length)] + random.nextInt(5);
            case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(5)]);
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
            case FIXED -> new GenericData.Fixed(schema, new byte[schema.getFixedSize()]);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                int n = random.nextInt(5) == 0 ? 0 : random.nextInt(20) == 0 ? random.nextInt(40) : length;
                for (int i = 0; i < n; i++) {
                    items.add(value(schema.getElementType(), 2));
                }
                yield items;
            }
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                int n = random.nextInt(20) == 0 ? random.nextInt(100) : random.nextInt(4);
                for (int i = 0; i < n; i++) {
                    entries.put(NAMES[random.nextInt(NAMES.length)] + i, value(schema.getValueType(), 2));
                }
                yield entries;
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                for (Schema.Field field : schema.getFields()) {
                    Schema type = field.schema();
                    Schema chosen = type.getType() == Schema.Type.UNION
                            ? type.getTypes().get(random.nextInt(type.getTypes().size()))
                            : type;
                    if (chosen.getType() != Schema.Type.NULL) {
                        record.put(field.pos(), value(chosen, length));
                    }
                }
                yield record;
            }
            case UNION, NULL -> value(Schema.create(Schema.Type.LONG), 0);
        };
    }

    private double real() {
        return random.nextInt(4) == 0 ? AWKWARD[random.nextInt(AWKWARD.length)] : random.nextGaussian();
    }

    /** Cuts arrays and maps into blocks, as Avro's format allows. */
    private final class InBlocks extends GenericDatumWriter<GenericData.Record> {
        InBlocks(Schema writer) {
            super(writer);
        }

        @Override
        protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
            List<Object> items = new ArrayList<>((Collection<?>) datum);
            out.writeArrayStart();
            for (int from = 0; from < items.size(); ) {
                int n = 1 + random.nextInt(items.size() - from);
                out.setItemCount(n);
                for (Object item : items.subList(from, from + n)) {
                    out.startItem();
                    write(schema.getElementType(), item, out);
                }
                from += n;
            }
            out.writeArrayEnd();
        }
    }
}
