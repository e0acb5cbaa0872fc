package io.descentry.standalone.registry;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A schema text, parsed together with all that it refers to.
 *
 * @param given as it is kept: Avro's spelling of what was sent, referenced types by name
 */
record AvroText(SchemaText given, Schema schema) {

    /** More schemas than this behind one schema are refused. */
    private static final int MOST_REFERENCES = 1_000;

    /** Reads a text that a client sent. */
    static AvroText parse(SchemaText sent, SchemaBook book) throws RegistryProblem {
        if (sent.text().isBlank()) {
            throw RegistryProblem.invalidSchema("the schema is empty");
        }
        Schema.Parser parser = new Schema.Parser();
        Set<SchemaReference> seen = new HashSet<>();
        addReferences(parser, sent.references(), book, seen);
        try {
            Set<Schema> referenced = new HashSet<>(parser.getTypes().values());
            Schema schema = parser.parse(sent.text());
            return new AvroText(new SchemaText(spelled(schema, referenced), sent.references()), schema);
        } catch (RuntimeException invalid) {
            // Not only Avro's own exceptions: odd JSON makes its parser fail in other ways too.
            throw RegistryProblem.invalidSchema(String.valueOf(invalid.getMessage()));
        }
    }

    private static void addReferences(
            Schema.Parser parser, List<SchemaReference> references, SchemaBook book, Set<SchemaReference> seen)
            throws RegistryProblem {
        for (SchemaReference reference : references) {
            // Two paths may lead to one subject under different names.
            if (!seen.add(new SchemaReference("", reference.subject(), reference.version()))) {
                continue;
            }
            if (seen.size() > MOST_REFERENCES) {
                throw RegistryProblem.invalidSchema("more than " + MOST_REFERENCES + " schemas stand behind it");
            }
            StoredSchema target = book.version(reference.subject(), reference.version())
                    .orElseThrow(() -> RegistryProblem.invalidSchema("no reference '" + reference.name()
                            + "' in subject '" + reference.subject() + "' version " + reference.version()));
            addReferences(parser, target.schema().references(), book, seen);
            try {
                parser.parse(target.schema().text());
            } catch (AvroRuntimeException clash) {
                throw RegistryProblem.invalidSchema("reference '" + reference.name() + "': " + clash.getMessage());
            }
        }
    }

    @SuppressWarnings("deprecation") // Avro offers no other way, and Confluent's registry goes this one
    private static String spelled(Schema schema, Set<Schema> referenced) {
        return schema.toString(referenced, false);
    }
}
