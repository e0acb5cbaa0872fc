package io.descentry.corpus;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry in memory: ids are counted from 1. */
final class CountingRegistry implements SchemaRegistry {
    private final List<String> texts = new ArrayList<>();

    @Override
    public Schema byId(int id) throws SchemaRegistryException {
        if (id < 1 || id > texts.size()) {
            throw new SchemaRegistryException.NotFound("no schema " + id);
        }
        return new Schema.Parser().parse(texts.get(id - 1));
    }

    @Override
    public int idOf(String subject, String schema) throws SchemaRegistryException {
        if (!texts.contains(schema)) {
            throw new SchemaRegistryException.NotFound("no such schema in " + subject);
        }
        return texts.indexOf(schema) + 1;
    }

    @Override
    public int register(String subject, String schema) {
        if (!texts.contains(schema)) {
            texts.add(schema);
        }
        return texts.indexOf(schema) + 1;
    }

    @Override
    public List<String> incompatibilities(String subject, String schema) {
        return List.of();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
