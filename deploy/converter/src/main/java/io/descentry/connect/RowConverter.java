package io.descentry.connect;

import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.wire.GenericDecoder;
import io.descentry.wire.UndecodableException;
import java.io.Closeable;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of Avro records in Confluent's wire format, for sinks into tables: see {@link RowShape}. It is configured with the
 * settings of our registry client, which have Confluent's names. It only reads; sources cannot use it.
 */
public final class RowConverter implements Converter, Versioned, Closeable {
    /** Shapes of schemas that were seen last; a topic has one, or two while a new version is rolled out. */
    private static final int MAX_SHAPES = 100;

    private final Recent<org.apache.avro.Schema, RowShape> shapes = new Recent<>(MAX_SHAPES);
    private @Nullable SchemaRegistry registry;
    private @Nullable GenericDecoder decoder;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        SchemaRegistry client = SchemaRegistries.create(settings);
        registry = client;
        decoder = new GenericDecoder(client);
    }

    @Override
    public ConfigDef config() {
        return SchemaRegistries.definition();
    }

    /**
     * The row, or null for a tombstone.
     *
     * @throws SerializationException if the bytes are no record, which is for the connector's dead letters
     * @throws RetriableException if no registry answers
     */
    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] wire) {
        if (wire == null) {
            return SchemaAndValue.NULL;
        }
        GenericDecoder reader = decoder;
        if (reader == null) {
            throw new IllegalStateException("not configured");
        }
        try {
            GenericRecord record = reader.decode(wire);
            RowShape shape = shapes.computeIfAbsent(record.getSchema(), RowShape::new);
            return new SchemaAndValue(shape.schema(), shape.row(record));
        } catch (SchemaRegistryException.Unavailable away) {
            throw new RetriableException(topic + ": " + away.getMessage(), away);
        } catch (UndecodableException | SchemaRegistryException fault) {
            throw new SerializationException(topic + ": " + fault.getMessage(), fault);
        }
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new DataException("this converter only reads: " + topic + " cannot be written with it");
    }

    @Override
    public String version() {
        String version = RowConverter.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
