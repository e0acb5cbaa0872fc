package io.descentry.topology.node;

import io.descentry.avro.AlertEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;

/** The CloudEvents 1.0 envelope of an alert event in the Kafka binding's binary mode: headers, while the value stays plain Avro. */
final class CloudEvent {
    private CloudEvent() {}

    /** @param subject the job or the group that it is about */
    static void describe(AlertEvent event, String subject, Headers headers) {
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.getEventId());
        add(headers, "ce_type", "io.descentry.alert." + event.getStatus().name().toLowerCase(Locale.ROOT));
        add(headers, "ce_source", "/descentry");
        add(headers, "ce_subject", subject);
        add(headers, "ce_time", event.getTime().toString());
        add(headers, "content-type", "application/avro");
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
