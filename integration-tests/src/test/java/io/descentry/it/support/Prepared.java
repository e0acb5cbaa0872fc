package io.descentry.it.support;

import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.Topics;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The deploy step before the service: topics are created and schemas registered. */
public final class Prepared {
    private Prepared() {}

    /** Does what {@code topics create} and {@code schemas register} do; a second time changes nothing. */
    public static void on(KafkaEnvironment kafka, SchemaRegistry registry)
            throws IOException, InterruptedException, SchemaRegistryException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            new Topics(admin).create(new TopicPlan(4, (short) 1));
        }
        for (Topic topic : Topic.values()) {
            if (topic.type() != null) {
                registry.register(topic.subject(), Schemas.text(topic));
            }
        }
    }
}
