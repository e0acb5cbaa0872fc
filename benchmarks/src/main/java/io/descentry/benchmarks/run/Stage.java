package io.descentry.benchmarks.run;

import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.Topics;
import io.descentry.benchmarks.load.Feeder;
import io.descentry.benchmarks.load.Load;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.standalone.LocalClusterMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** A broker and a registry in a process of their own, with the topics of the product. */
final class Stage implements AutoCloseable {
    /** Of each topic. */
    static final int PARTITIONS = 4;

    private static final Set<String> INPUT = Set.of(Topic.JOBS.topicName(), Topic.STEPS.topicName());

    private final Jvm broker;
    private final Admin admin;
    private final SchemaRegistry client;
    private final Feeder feeder;
    private final String bootstrap;
    private final String registry;

    private Stage(Jvm broker, Load load) throws IOException, InterruptedException {
        this.broker = broker;
        String[] where = broker.hear("ready bootstrap=").split(" registry=");
        bootstrap = where[0];
        registry = where[1];
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        client = SchemaRegistries.create(Map.of("schema.registry.url", registry));
        try {
            for (Topic topic : Topic.values()) {
                if (topic.type() != null) {
                    client.register(topic.subject(), Schemas.text(topic));
                }
            }
        } catch (SchemaRegistryException e) {
            throw new IOException("the development registry: " + e.getMessage(), e);
        }
        new Topics(admin).create(new TopicPlan(PARTITIONS, (short) 1));
        feeder = new Feeder(bootstrap, client, load);
    }

    /** Starts all of it; the feeder of the load has not begun. */
    static Stage set(Load load, Path logs) throws IOException, InterruptedException {
        Jvm broker =
                Jvm.start(List.of("-Xmx1g"), logs.resolve("broker.log"), LocalClusterMain.class, "--until-input-ends");
        try {
            return new Stage(broker, load);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            broker.close();
            throw failed;
        }
    }

    String bootstrap() {
        return bootstrap;
    }

    String registry() {
        return registry;
    }

    Feeder feeder() {
        return feeder;
    }

    /** Empties all topics but the input, and drops what peers left. */
    void clear() throws IOException, InterruptedException {
        try {
            List<String> left = admin.listTopics().names().get().stream()
                    .filter(name -> !INPUT.contains(name) && !name.startsWith("_"))
                    .toList();
            admin.deleteTopics(left).all().get();
            new Topics(admin).create(new TopicPlan(PARTITIONS, (short) 1));
        } catch (ExecutionException e) {
            throw new IOException("topics cannot be cleared: " + e.getCause(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (broker) {
            feeder.close();
            client.close();
            admin.close();
        }
    }
}
