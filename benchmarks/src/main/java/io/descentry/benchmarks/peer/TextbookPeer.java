package io.descentry.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.StepSummary;
import io.descentry.judge.JobMemory;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.AlertEvents;
import io.descentry.topology.Readings;
import io.descentry.topology.StreamsDefaults;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.AvroSerializer;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams as the books show it: generated classes by a serde, a RocksDB store that is read and written at each record. */
final class TextbookPeer implements Peer {
    private static final String MEMORY = "memory";

    @Override
    public Running start(Lap lap) throws Exception {
        LongAdder records = new LongAdder();
        Path state = Files.createTempDirectory("descentry-bench-");
        SchemaRegistry registry = SchemaRegistries.create(Map.of("schema.registry.url", lap.registry()));
        Descriptions descriptions = Descriptions.read(lap.bootstrap(), registry);
        KafkaStreams streams =
                new KafkaStreams(topology(registry, descriptions, records), new StreamsConfig(settings(lap, state)));
        streams.start();
        return new Running() {
            @Override
            public long records() {
                if (streams.state() == KafkaStreams.State.ERROR) {
                    throw new IllegalStateException("Kafka Streams failed; the log of this process says why");
                }
                return records.sum();
            }

            @Override
            public void close() throws Exception {
                streams.close();
                Directories.delete(state);
            }

            @Override
            public Told told() throws Exception {
                return Published.read(lap);
            }
        };
    }

    private static Map<String, Object> settings(Lap lap, Path state) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, lap.bootstrap());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, lap.id());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, lap.threads());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, lap.commitMillis());
        return StreamsDefaults.with(settings);
    }

    private static Topology topology(SchemaRegistry registry, Descriptions descriptions, LongAdder records)
            throws Exception {
        var topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                "steps",
                new StringDeserializer(),
                new AvroDeserializer<>(new RecordDecoder<>(StepSummary.class, registry)),
                Topic.STEPS.topicName());
        topology.addProcessor("judge", () -> new Judge(new Judging(registry), descriptions, records), "steps");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(MEMORY), Serdes.String(), Serdes.ByteArray()),
                "judge");
        topology.addSink(
                "alerts",
                Topic.ALERT_EVENTS.topicName(),
                new StringSerializer(),
                new AvroSerializer<>(new RecordEncoder<AlertEvent>(Topic.ALERT_EVENTS, registry)),
                "judge");
        return topology;
    }

    private static final class Judge implements Processor<String, StepSummary, String, AlertEvent> {
        private final Judging judging;
        private final Descriptions descriptions;
        private final LongAdder records;
        private ProcessorContext<String, AlertEvent> context;
        private KeyValueStore<String, byte[]> store;

        Judge(Judging judging, Descriptions descriptions, LongAdder records) {
            this.judging = judging;
            this.descriptions = descriptions;
            this.records = records;
        }

        @Override
        public void init(ProcessorContext<String, AlertEvent> given) {
            context = given;
            store = given.getStateStore(MEMORY);
        }

        @Override
        public void process(Record<String, StepSummary> record) {
            String job = record.key();
            byte[] stored = store.get(job);
            JobMemory memory = stored == null
                    ? judging.remember(descriptions.of(Bytes.wrap(job.getBytes(UTF_8))))
                    : judging.read(job, stored);
            judging.judge(
                    memory,
                    Readings.of(record.value()),
                    change -> context.forward(record.withValue(AlertEvents.of(change))));
            store.put(job, judging.write(memory));
            records.increment();
        }
    }
}
