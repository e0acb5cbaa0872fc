package io.descentry.registry;

import java.util.List;
import org.apache.avro.Schema;

/** What Descentry asks of a Confluent-compatible Schema Registry. Thread-safe. */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * The schema that an id stands for; answered from memory once known.
     *
     * @throws SchemaRegistryException.NotFound if the registry answered that it has no such id
     * @throws SchemaRegistryException.Unavailable if no registry answered, retries and back-off included
     */
    Schema byId(int id) throws SchemaRegistryException;

    /**
     * The id under which exactly this schema stands in a subject; never registers.
     *
     * @param schema schema text as written by us, unchanged
     */
    int idOf(String subject, String schema) throws SchemaRegistryException;

    /** Registers a schema, or finds it registered, and returns its id. */
    int register(String subject, String schema) throws SchemaRegistryException;

    /** Why a schema may not become the next version of a subject; empty if it may, or if the subject is new. */
    List<String> incompatibilities(String subject, String schema) throws SchemaRegistryException;

    /**
     * Sets by which rule a subject's next versions are checked. Does nothing where there are no such rules, as in a
     * registry in memory.
     *
     * @param level in Confluent's names, for example FULL_TRANSITIVE
     */
    default void setCompatibility(String subject, String level) throws SchemaRegistryException {}

    @Override
    void close();
}
