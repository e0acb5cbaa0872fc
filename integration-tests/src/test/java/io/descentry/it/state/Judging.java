package io.descentry.it.state;

import io.descentry.detect.Catalogue;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** The topology without the service around it: silence is not noticed, so that nothing depends on the clock. */
final class Judging {
    private Judging() {}

    /** Not started yet. */
    static KafkaStreams streams(Map<String, ?> settings, SchemaRegistry registry, KafkaClientSupplier clients) {
        return new KafkaStreams(
                TrainingHealthTopology.build(registry, Catalogue.standard(), TopologySettings.defaults()),
                new StreamsConfig(StreamsDefaults.with(settings)),
                clients);
    }

    /** Settings of one instance. */
    static Map<String, Object> settings(String bootstrapServers, String application, Path state) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("application.id", application);
        settings.put("state.dir", state.toString());
        settings.put("session.timeout.ms", 6_000);
        settings.put("producer.transaction.timeout.ms", 6_000);
        return settings;
    }

    /** The program and its arguments for a process of its own that is run by the settings of a service. */
    static List<String> program(Path settings) {
        return List.of(Judging.class.getName(), settings.toString());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var properties = new Properties();
        try (var in = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(in);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("kafka."))
                .forEach(name -> settings.put(name.substring("kafka.".length()), properties.getProperty(name)));
        SchemaRegistry registry =
                SchemaRegistries.create(Map.of("schema.registry.url", properties.getProperty("schema.registry.url")));
        streams(settings, registry, new Clients()).start();
        new CountDownLatch(1).await();
    }

    /** Counts what was restored of memories into a task that judges. */
    static final class Restored implements StateRestoreListener {
        private final Map<TopicPartition, Long> from = new HashMap<>();

        @Override
        public synchronized void onRestoreStart(TopicPartition partition, String store, long start, long end) {
            if (store.equals("job-memory")) {
                from.put(partition, start);
            }
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long number) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {}

        /** The first offset that each partition was restored from. */
        synchronized Map<TopicPartition, Long> from() {
            return Map.copyOf(from);
        }

        synchronized void clear() {
            from.clear();
        }
    }
}
