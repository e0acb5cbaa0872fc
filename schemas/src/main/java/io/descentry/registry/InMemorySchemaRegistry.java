package io.descentry.registry;

import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry inside this process that accepts every schema: for tests and tools that need no server. */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String subject, String text, Schema schema) {}

    /** A registry in which the schemas of all our topics stand. */
    public static InMemorySchemaRegistry withOurSchemas() {
        var registry = new InMemorySchemaRegistry();
        for (Topic topic : Topic.values()) {
            if (topic.type() != null) {
                registry.register(topic.subject(), Schemas.text(topic));
            }
        }
        return registry;
    }

    @Override
    public synchronized Schema byId(int id) throws SchemaRegistryException.NotFound {
        if (id < 1 || id > entries.size()) {
            throw new SchemaRegistryException.NotFound("no schema id " + id);
        }
        return entries.get(id - 1).schema();
    }

    @Override
    public synchronized int idOf(String subject, String schema) throws SchemaRegistryException.NotFound {
        int id = find(subject, schema);
        if (id == 0) {
            throw new SchemaRegistryException.NotFound("no such schema in " + subject);
        }
        return id;
    }

    @Override
    public synchronized int register(String subject, String schema) {
        int id = find(subject, schema);
        if (id != 0) {
            return id;
        }
        entries.add(new Entry(subject, schema, new Schema.Parser().parse(schema)));
        return entries.size();
    }

    private int find(String subject, String schema) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.subject().equals(subject) && entry.text().equals(schema)) {
                return i + 1;
            }
        }
        return 0;
    }

    @Override
    public List<String> incompatibilities(String subject, String schema) {
        return List.of();
    }

    @Override
    public void close() {}
}
