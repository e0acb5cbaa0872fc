package io.descentry.it.state;

import io.descentry.detect.Catalogue;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import io.descentry.topology.order.InOrderClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** The topology without the service around it: silence is not noticed, so that nothing depends on the clock. */
final class Judging {
    /** After so long a killed instance is missed, and its transaction aborted. */
    static final int MISSED_AFTER_MILLIS = 6_000;

    private Judging() {}

    /** Not started yet; threads that die are replaced, as in the service. */
    static KafkaStreams streams(Map<String, ?> settings, SchemaRegistry registry, Clients clients) {
        var streams = new KafkaStreams(
                TrainingHealthTopology.build(registry, Catalogue.standard(), TopologySettings.defaults()),
                InOrderClients.ordered(StreamsDefaults.with(settings)),
                clients);
        streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
        return streams;
    }

    /** Settings of one instance. */
    static Map<String, Object> settings(String bootstrapServers, String application, Path state) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("application.id", application);
        settings.put("state.dir", state.toString());
        settings.put("session.timeout.ms", MISSED_AFTER_MILLIS);
        settings.put("producer.transaction.timeout.ms", MISSED_AFTER_MILLIS);
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

    /** Whether it has copies of so many tasks, and has in all its tasks what was written to their changelogs. */
    static boolean standsBy(KafkaStreams streams, int tasks) {
        long standing = streams.metadataForLocalThreads().stream()
                .mapToLong(thread -> thread.standbyTasks().stream()
                        .filter(task -> task.taskId().subtopology() == 0)
                        .count())
                .sum();
        Map<Integer, LagInfo> lags = streams.allLocalStorePartitionLags().getOrDefault("job-memory", Map.of());
        return standing >= tasks && lags.size() == 4 && lags.values().stream().allMatch(lag -> lag.offsetLag() <= 2);
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
