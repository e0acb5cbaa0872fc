package io.descentry.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Makes Avro schemas of a registry's answers; the schemas that one refers to are fetched. */
final class SchemaReader {
    private static final int MAX_REFERENCES = 100;

    private final RegistryHttp http;

    SchemaReader(RegistryHttp http) {
        this.http = http;
    }

    /**
     * @param answer with schema, schemaType (Avro if absent) and references
     * @param what the schema's name in messages
     * @throws SchemaRegistryException.NotFound also if what stands there is no Avro schema that can be read
     */
    Schema read(JsonNode answer, String what) throws SchemaRegistryException {
        // What others wrote is read as generously as Avro can: names and defaults are the registry's affair.
        Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
        try {
            readReferences(answer, parser, new HashSet<>(), what);
            return parse(answer, parser, what);
        } catch (RuntimeException | StackOverflowError e) {
            throw new SchemaRegistryException.NotFound(what + " is no Avro schema that can be read: " + e);
        }
    }

    private void readReferences(JsonNode answer, Schema.Parser parser, Set<String> seen, String what)
            throws SchemaRegistryException {
        for (JsonNode reference : answer.path("references")) {
            String path = "/subjects/"
                    + ConfluentSchemaRegistry.encode(reference.path("subject").asText()) + "/versions/"
                    + reference.path("version").asInt();
            if (!seen.add(path)) {
                continue;
            }
            if (seen.size() > MAX_REFERENCES) {
                throw new SchemaRegistryException.NotFound(
                        what + " refers to more than " + MAX_REFERENCES + " other schemas");
            }
            JsonNode referred = http.get(path);
            readReferences(referred, parser, seen, what);
            parse(referred, parser, what + " by its reference " + path);
        }
    }

    private static Schema parse(JsonNode answer, Schema.Parser parser, String what)
            throws SchemaRegistryException.NotFound {
        String type = answer.path("schemaType").asText("AVRO");
        if (!"AVRO".equals(type)) {
            throw new SchemaRegistryException.NotFound(what + " is of type " + type + ", not AVRO");
        }
        return parser.parse(answer.path("schema").asText());
    }
}
