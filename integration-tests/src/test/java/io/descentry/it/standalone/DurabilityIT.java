package io.descentry.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Topics;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with a data directory keeps records and schemas, however it ends. */
class DurabilityIT {
    private static final int EXIT_OF_SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void recordsAndSchemasOutliveSigkillAndSigterm() throws Exception {
        try (LocalClusterProcess cluster = LocalClusterProcess.durable(directory)) {
            Topics topics = new Topics(cluster.bootstrapServers());
            String topic = topics.create("kept");
            topics.write(topic, new StringSerializer(), numbers(0, 200));
            int first = register(cluster, "\"string\"");

            try (KafkaProducer<String, String> producer = topics.producer(new StringSerializer())) {
                cluster.kill();
                List<Future<RecordMetadata>> duringTheOutage = new ArrayList<>();
                // Its metadata is from before the outage or has to wait for the end of it.
                Thread writer = new Thread(() -> numbers(200, 300)
                        .forEach(each -> duringTheOutage.add(producer.send(new ProducerRecord<>(topic, each)))));
                writer.start();
                cluster.restart();
                writer.join();
                for (Future<RecordMetadata> each : duringTheOutage) {
                    each.get();
                }
            }
            assertThat(topics.readAll(topic, new StringDeserializer())).isEqualTo(numbers(0, 300));
            assertThat(schema(cluster, first)).isEqualTo(Schema.create(Schema.Type.STRING));
            int second = register(cluster, "\"long\"");
            assertThat(second).isGreaterThan(first);

            assertThat(cluster.stop()).isEqualTo(EXIT_OF_SIGTERM);
            cluster.restart();
            assertThat(topics.readAll(topic, new StringDeserializer())).isEqualTo(numbers(0, 300));
            assertThat(schema(cluster, first)).isEqualTo(Schema.create(Schema.Type.STRING));
            assertThat(schema(cluster, second)).isEqualTo(Schema.create(Schema.Type.LONG));
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    private static int register(LocalClusterProcess cluster, String schema) throws Exception {
        try (SchemaRegistry registry = registry(cluster)) {
            return registry.register("kept-" + schema.hashCode(), schema);
        }
    }

    /** Asked by a client that remembers nothing. */
    private static Schema schema(LocalClusterProcess cluster, int id) throws Exception {
        try (SchemaRegistry registry = registry(cluster)) {
            return registry.byId(id);
        }
    }

    private static SchemaRegistry registry(LocalClusterProcess cluster) {
        return SchemaRegistries.create(Map.of("schema.registry.url", cluster.registryUrl()));
    }
}
