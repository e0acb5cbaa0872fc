package io.descentry.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * The built-in client of a registry that speaks Confluent's REST protocol. What was answered once is answered from
 * memory afterwards, so that known schemas go on working while no registry is to be reached.
 */
public final class ConfluentSchemaRegistry implements SchemaRegistry {
    private static final int MAX_REMEMBERED = 1_000;

    private final RegistryHttp http;
    private final SchemaReader reader;
    private final Memory<Integer, Schema> schemas = new Memory<>(MAX_REMEMBERED);
    private final Memory<SubjectText, Integer> ids = new Memory<>(MAX_REMEMBERED);
    private final MissingIds missing;

    private record SubjectText(String subject, String schema) {}

    /**
     * @param configs settings in the names of Confluent's client; others are ignored
     * @throws org.apache.kafka.common.config.ConfigException with all problems of the settings, without credentials
     * @throws org.apache.kafka.common.KafkaException if a trust or key store cannot be read
     */
    public ConfluentSchemaRegistry(Map<String, ?> configs) {
        this(RegistrySettings.from(configs), System::nanoTime);
    }

    ConfluentSchemaRegistry(RegistrySettings settings, LongSupplier nanoTime) {
        this.http = new RegistryHttp(settings);
        this.reader = new SchemaReader(http);
        this.missing = new MissingIds(settings.missingIdTtl(), nanoTime);
    }

    @Override
    public Schema byId(int id) throws SchemaRegistryException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        missing.check(id);
        try {
            Schema schema = reader.read(http.get("/schemas/ids/" + id), "schema id " + id);
            schemas.put(id, schema);
            return schema;
        } catch (SchemaRegistryException.NotFound e) {
            missing.remember(id, e);
            throw e;
        }
    }

    @Override
    public int idOf(String subject, String schema) throws SchemaRegistryException {
        return idFrom(subject, schema, "");
    }

    @Override
    public int register(String subject, String schema) throws SchemaRegistryException {
        return idFrom(subject, schema, "/versions");
    }

    @Override
    public List<String> incompatibilities(String subject, String schema) throws SchemaRegistryException {
        JsonNode answer;
        try {
            answer = http.post(
                    "/compatibility/subjects/" + encode(subject) + "/versions?verbose=true", schemaOnly(schema));
        } catch (SchemaRegistryException.NotFound e) {
            return List.of();
        }
        if (answer.path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        answer.path("messages").forEach(message -> reasons.add(message.asText()));
        return reasons.isEmpty() ? List.of("the registry gives no reason") : List.copyOf(reasons);
    }

    @Override
    public void setCompatibility(String subject, String level) throws SchemaRegistryException {
        http.put(
                "/config/" + encode(subject),
                JsonNodeFactory.instance.objectNode().put("compatibility", level));
    }

    @Override
    public void close() {
        http.close();
    }

    private int idFrom(String subject, String schema, String suffix) throws SchemaRegistryException {
        SubjectText asked = new SubjectText(subject, schema);
        Integer known = ids.get(asked);
        if (known != null) {
            return known;
        }
        JsonNode id = http.post("/subjects/" + encode(subject) + suffix, schemaOnly(schema))
                .path("id");
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
            throw new SchemaRegistryException.Refused("the registry's answer for subject " + subject + " holds no id");
        }
        ids.put(asked, id.intValue());
        return id.intValue();
    }

    private static JsonNode schemaOnly(String schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema);
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
