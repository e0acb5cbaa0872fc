package io.descentry.topology.node;

import io.descentry.alert.AlertChange;
import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.AlertEvents;
import io.descentry.topology.AlertLinks;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Publishes changes of alerts: every change, and what is open now. */
public final class AlertOutlet {
    private final ProcessorContext<byte[], ? super byte[]> context;
    private final AlertLinks links;
    private final Nodes nodes;
    private final RecordEncoder<AlertEvent> eventEncoder;
    private final RecordEncoder<AlertEvent> openEncoder;

    /**
     * The nodes behind.
     *
     * @param events for every change, keyed by job or group
     * @param open for the table of open alerts, keyed by fingerprint
     */
    public record Nodes(String events, String open) {}

    /** @param links pages that alerts point to */
    AlertOutlet(
            ProcessorContext<byte[], ? super byte[]> context, SchemaRegistry registry, AlertLinks links, Nodes nodes) {
        this.context = context;
        this.links = links;
        this.nodes = nodes;
        eventEncoder = encoder(Topic.ALERT_EVENTS, registry);
        openEncoder = encoder(Topic.ALERTS, registry);
    }

    /** @throws StreamsException if the registry does not know our schema */
    static <T extends SpecificRecord> RecordEncoder<T> encoder(Topic topic, SchemaRegistry registry) {
        try {
            return new RecordEncoder<>(topic, registry);
        } catch (SchemaRegistryException e) {
            throw new StreamsException(topic.topicName() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @param key of the job or group whose alert changed */
    void publish(byte[] key, AlertChange change) {
        AlertEvent event = AlertEvents.of(change, links);
        var published = new Record<>(key, eventEncoder.encode(event), change.timeMillis());
        CloudEvent.describe(event, new String(key, StandardCharsets.UTF_8), published.headers());
        context.forward(published, nodes.events());
        boolean over = change.status() == AlertChange.Status.RESOLVED;
        context.forward(
                published
                        .withKey(change.fingerprint().getBytes(StandardCharsets.UTF_8))
                        .withValue(over ? null : openEncoder.encode(event)),
                nodes.open());
    }
}
