package io.descentry.standalone.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compacted topic that holds a registry, open for its one writer.
 *
 * <p>The writer has a fixed transactional id. Who opens the topic later throws the earlier writer out before it reads
 * what that one wrote, so no two of them decide on the same knowledge, and none can give an id twice. Not thread-safe.
 */
final class SchemasTopic implements AutoCloseable {
    static final String NAME = "_schemas";

    private static final Logger LOG = LoggerFactory.getLogger(SchemasTopic.class);
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
    private static final String TRANSACTIONAL_ID = "descentry-development-registry";
    private static final int PATIENCE_MS = 30_000;
    private static final byte[] MARK = "{}".getBytes(StandardCharsets.UTF_8);

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    private SchemasTopic(String bootstrapServers, KafkaProducer<byte[], byte[]> producer) {
        this.bootstrapServers = bootstrapServers;
        this.producer = producer;
    }

    /** Becomes the topic's only writer and hands over all that it holds. */
    static SchemasTopic open(String bootstrapServers, Consumer<LogRecord> replay) throws IOException {
        try {
            create(bootstrapServers);
            SchemasTopic topic = new SchemasTopic(bootstrapServers, new KafkaProducer<>(writing(bootstrapServers)));
            try {
                topic.producer.initTransactions();
                topic.readAll(topic.mark() + 1, replay);
                return topic;
            } catch (IOException | RuntimeException failed) {
                topic.close();
                throw failed;
            }
        } catch (KafkaException failed) {
            throw new IOException("cannot open topic " + NAME + ": " + failed.getMessage(), failed);
        }
    }

    private static void create(String bootstrapServers) throws IOException {
        NewTopic topic = new NewTopic(NAME, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(topic)).all().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new IOException("cannot create topic " + NAME + ": " + failed.getMessage(), failed);
            }
        } catch (TimeoutException slow) {
            throw new IOException("cannot create topic " + NAME + ": no answer from " + bootstrapServers, slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while creating topic " + NAME, interrupted);
        }
    }

    private static Map<String, Object> writing(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers", bootstrapServers,
                "transactional.id", TRANSACTIONAL_ID,
                "max.block.ms", PATIENCE_MS,
                "request.timeout.ms", PATIENCE_MS / 3,
                "delivery.timeout.ms", PATIENCE_MS,
                "transaction.timeout.ms", PATIENCE_MS,
                // A write soon after the last commit is told to come again; on one machine that is over in no time.
                "retry.backoff.ms", 5,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class);
    }

    /**
     * Appends a record, takes it back, and returns its offset: whoever has read so far has read all that was committed
     * before. Right after a crash the broker's own answer for the end of the topic can lie before transactions whose commit
     * it is still carrying out.
     */
    private long mark() throws IOException {
        try {
            producer.beginTransaction();
            var marked = producer.send(new ProducerRecord<>(NAME, 0, MARK, MARK));
            producer.flush();
            producer.abortTransaction();
            return marked.get(PATIENCE_MS, TimeUnit.MILLISECONDS).offset();
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("cannot write to topic " + NAME + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening topic " + NAME, interrupted);
        }
    }

    private void readAll(long end, Consumer<LogRecord> replay) throws IOException {
        Map<String, Object> reading = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading)) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long quietSince = System.nanoTime();
            while (consumer.position(PARTITION) < end) {
                var records = consumer.poll(Duration.ofMillis(200));
                records.forEach(each -> read(each, replay));
                if (!records.isEmpty()) {
                    quietSince = System.nanoTime();
                } else if (System.nanoTime() - quietSince > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS)) {
                    throw new IOException("topic " + NAME + " cannot be read to its end");
                }
            }
        }
    }

    private static void read(ConsumerRecord<byte[], byte[]> each, Consumer<LogRecord> replay) {
        try {
            LogFormat.read(each.key(), each.value()).ifPresent(replay);
        } catch (IOException unreadable) {
            LOG.warn("{} offset {} is no record of a registry, passed over", NAME, each.offset());
        }
    }

    /**
     * Appends all of these or none.
     *
     * @throws Replaced if another registry has opened the topic since
     * @throws IOException if it is not known whether they were appended; open the topic again to learn it
     */
    void append(List<LogRecord> entries) throws IOException, Replaced {
        try {
            producer.beginTransaction();
            for (LogRecord entry : entries) {
                LogFormat.Bytes bytes = LogFormat.write(entry);
                // What goes wrong with it, the commit throws.
                var unused = producer.send(new ProducerRecord<>(NAME, 0, bytes.key(), bytes.value()));
            }
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
            throw new Replaced();
        } catch (KafkaException failed) {
            throw new IOException("cannot write to topic " + NAME + ": " + failed.getMessage(), failed);
        }
    }

    /** Another registry writes to the topic now. */
    static final class Replaced extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
