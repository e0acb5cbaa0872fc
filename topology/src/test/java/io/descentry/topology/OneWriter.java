package io.descentry.topology;

import io.descentry.registry.SchemaRegistry;
import java.util.List;
import org.apache.avro.Schema;

/** A registry in which all ids stand for one schema. */
record OneWriter(Schema schema) implements SchemaRegistry {
    @Override
    public Schema byId(int id) {
        return schema;
    }

    @Override
    public int idOf(String subject, String text) {
        return 1;
    }

    @Override
    public int register(String subject, String text) {
        return 1;
    }

    @Override
    public List<String> incompatibilities(String subject, String text) {
        return List.of();
    }

    @Override
    public void close() {}
}
