package io.descentry.benchmarks.peer;

import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordDecoder;
import java.util.Map;

/** What was told in the topic of alert events, as those see it who read what is committed. */
final class Published {
    private Published() {}

    static Told read(Lap lap) throws Exception {
        Told told = new Told();
        try (SchemaRegistry registry = SchemaRegistries.create(Map.of("schema.registry.url", lap.registry()))) {
            var decoder = new RecordDecoder<>(AlertEvent.class, registry);
            Input.all(
                    lap.bootstrap(),
                    Topic.ALERT_EVENTS,
                    record -> told.add(decoder.decode(record.value()).getEventId()));
        }
        return told;
    }
}
