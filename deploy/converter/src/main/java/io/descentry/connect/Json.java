package io.descentry.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Avro values as JSON for queries: times in ISO 8601, null for what is not finite, and no empty arrays within records. */
final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static JsonNode of(Schema declared, @Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        Schema type = RowShape.nonNull(declared);
        return switch (type.getType()) {
            case RECORD -> object((GenericRecord) value);
            case ARRAY -> array(type, (Collection<?>) value);
            case MAP -> object(type, (Map<?, ?>) value);
            case UNION -> of(type.getTypes().get(GenericData.get().resolveUnion(type, value)), value);
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case INT -> NODES.numberNode((Integer) value);
            case LONG -> RowShape.isTime(type) ? time((Long) value) : NODES.numberNode((Long) value);
            case FLOAT -> Float.isFinite((Float) value) ? NODES.numberNode((Float) value) : NODES.nullNode();
            case DOUBLE -> Double.isFinite((Double) value) ? NODES.numberNode((Double) value) : NODES.nullNode();
            case BYTES -> NODES.binaryNode(bytes((ByteBuffer) value));
            case FIXED -> NODES.binaryNode(((GenericFixed) value).bytes());
            case STRING, ENUM -> NODES.textNode(Text.of(value));
            case NULL -> NODES.nullNode();
        };
    }

    private static JsonNode time(long millis) {
        return NODES.textNode(Instant.ofEpochMilli(Text.inCalendar(millis)).toString());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ObjectNode object(GenericRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            JsonNode value = of(field.schema(), record.get(field.pos()));
            if (!(value.isArray() && value.isEmpty())) {
                object.set(field.name(), value);
            }
        }
        return object;
    }

    private static ArrayNode array(Schema type, Collection<?> items) {
        ArrayNode array = NODES.arrayNode(items.size());
        items.forEach(item -> array.add(of(type.getElementType(), item)));
        return array;
    }

    private static ObjectNode object(Schema type, Map<?, ?> entries) {
        ObjectNode object = NODES.objectNode();
        entries.forEach((key, item) -> object.set(Text.of(key), of(type.getValueType(), item)));
        return object;
    }
}
