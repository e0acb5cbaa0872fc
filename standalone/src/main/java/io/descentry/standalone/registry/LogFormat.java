package io.descentry.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the topic, laid out as Confluent's registry writes its {@code _schemas}. Compaction compares keys
 * byte by byte, so the order of their fields is part of the layout.
 */
final class LogFormat {

    /** A Kafka record; a null value removes what stood under the key. */
    @SuppressWarnings("ArrayRecordComponent") // handed to Kafka, never compared
    record Bytes(byte[] key, byte @Nullable [] value) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private LogFormat() {}

    static Bytes write(LogRecord entry) {
        if (entry instanceof LogRecord.Stored stored) {
            StoredSchema schema = stored.schema();
            return bytes(schemaKey(schema.subject(), schema.version()), schemaValue(schema));
        }
        if (entry instanceof LogRecord.Forgotten gone) {
            return bytes(schemaKey(gone.subject(), gone.version()), null);
        }
        if (entry instanceof LogRecord.SubjectDeleted deleted) {
            ObjectNode value = JSON.createObjectNode();
            value.put("subject", deleted.subject()).put("version", deleted.upToVersion());
            return bytes(key("DELETE_SUBJECT").put("subject", deleted.subject()).put("magic", 0), value);
        }
        if (entry instanceof LogRecord.LevelSet set) {
            CompatibilityLevel level = set.level();
            ObjectNode key = key("CONFIG").put("subject", set.subject()).put("magic", 0);
            return bytes(key, level == null ? null : JSON.createObjectNode().put("compatibilityLevel", level.name()));
        }
        // Confluent's registry passes over what stands under this key.
        LogRecord.IdsGiven given = (LogRecord.IdsGiven) entry;
        return bytes(key("NOOP").put("magic", 0), JSON.createObjectNode().put("highestId", given.highest()));
    }

    /** What a record says; empty for kinds that this registry has no use for. */
    static Optional<LogRecord> read(byte @Nullable [] keyBytes, byte @Nullable [] valueBytes) throws IOException {
        if (keyBytes == null) {
            return Optional.empty();
        }
        JsonNode key = JSON.readTree(keyBytes);
        JsonNode value = valueBytes == null ? null : JSON.readTree(valueBytes);
        return switch (key.path("keytype").asText()) {
            case "SCHEMA" -> schema(key, value);
            case "DELETE_SUBJECT" ->
                value == null
                        ? Optional.empty()
                        : Optional.of(new LogRecord.SubjectDeleted(
                                value.path("subject").asText(),
                                value.path("version").asInt()));
            case "CONFIG" -> Optional.of(level(key, value));
            case "NOOP" ->
                value == null
                        ? Optional.empty()
                        : Optional.of(
                                new LogRecord.IdsGiven(value.path("highestId").asInt()));
            default -> Optional.empty();
        };
    }

    private static Optional<LogRecord> schema(JsonNode key, @Nullable JsonNode value) {
        if (value == null) {
            return Optional.of(new LogRecord.Forgotten(
                    key.path("subject").asText(), key.path("version").asInt()));
        }
        int id = value.path("id").asInt();
        if (!value.path("schemaType").asText("AVRO").equals("AVRO")) {
            return Optional.of(new LogRecord.IdsGiven(id));
        }
        SchemaText text = new SchemaText(value.path("schema").asText(), references(value.path("references")));
        return Optional.of(new LogRecord.Stored(new StoredSchema(
                value.path("subject").asText(),
                value.path("version").asInt(),
                id,
                text,
                value.path("deleted").asBoolean())));
    }

    private static LogRecord level(JsonNode key, @Nullable JsonNode value) {
        JsonNode subject = key.path("subject");
        CompatibilityLevel level = value == null
                ? null
                : CompatibilityLevel.named(value.path("compatibilityLevel").asText())
                        .orElse(null);
        return new LogRecord.LevelSet(subject.isTextual() ? subject.asText() : null, level);
    }

    /** The {@code references} of a request or a record; empty if there are none. */
    static List<SchemaReference> references(JsonNode array) {
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : array) {
            references.add(new SchemaReference(
                    reference.path("name").asText(),
                    reference.path("subject").asText(),
                    reference.path("version").asInt()));
        }
        return references;
    }

    static ArrayNode references(List<SchemaReference> references) {
        ArrayNode array = JSON.createArrayNode();
        for (SchemaReference reference : references) {
            array.addObject()
                    .put("name", reference.name())
                    .put("subject", reference.subject())
                    .put("version", reference.version());
        }
        return array;
    }

    private static ObjectNode key(String type) {
        return JSON.createObjectNode().put("keytype", type);
    }

    private static ObjectNode schemaKey(String subject, int version) {
        return key("SCHEMA").put("subject", subject).put("version", version).put("magic", 1);
    }

    private static ObjectNode schemaValue(StoredSchema stored) {
        ObjectNode value = JSON.createObjectNode();
        value.put("subject", stored.subject()).put("version", stored.version()).put("id", stored.id());
        if (!stored.schema().references().isEmpty()) {
            value.set("references", references(stored.schema().references()));
        }
        return value.put("schema", stored.schema().text()).put("deleted", stored.deleted());
    }

    private static Bytes bytes(ObjectNode key, @Nullable ObjectNode value) {
        try {
            return new Bytes(JSON.writeValueAsBytes(key), value == null ? null : JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
