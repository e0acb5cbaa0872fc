package io.descentry.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.judge.JobMemory;
import io.descentry.registry.SchemaRegistries;
import io.descentry.schemas.Topic;
import io.descentry.topology.StreamsDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.utils.Bytes;

/**
 * Flink: keyed by job, memories as objects on the heap, exactly-once checkpoints to the file system. Alerts are counted and
 * dropped, so it is spared a transactional sink.
 */
final class FlinkPeer implements Peer {
    private static final Map<String, Tally> TALLIES = new ConcurrentHashMap<>();

    /** What one lap counts; its functions are in this JVM. */
    private record Tally(LongAdder records, Told told, Descriptions descriptions) {}

    @Override
    public Running start(Lap lap) throws Exception {
        Descriptions descriptions = Descriptions.read(
                lap.bootstrap(), SchemaRegistries.create(Map.of("schema.registry.url", lap.registry())));
        Tally tally = new Tally(new LongAdder(), new Told(), descriptions);
        TALLIES.put(lap.id(), tally);
        Path checkpoints = Files.createTempDirectory("descentry-bench-");
        JobClient job = submit(lap, checkpoints);
        return new Running() {
            @Override
            public long records() {
                if (job.getJobExecutionResult().isCompletedExceptionally()) {
                    throw new IllegalStateException("Flink failed; the log of this process says why");
                }
                return tally.records().sum();
            }

            @Override
            public void close() throws Exception {
                job.cancel().get(1, TimeUnit.MINUTES);
                TALLIES.remove(lap.id());
                try {
                    Directories.delete(checkpoints);
                } catch (IOException stillWriting) {
                    checkpoints.toFile().deleteOnExit();
                }
            }

            @Override
            public Told told() {
                return tally.told();
            }
        };
    }

    private static JobClient submit(Lap lap, Path checkpoints) throws Exception {
        Configuration settings = new Configuration();
        settings.setString("state.backend.type", "hashmap");
        settings.setString("execution.checkpointing.storage", "filesystem");
        settings.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
        settings.setString("taskmanager.numberOfTaskSlots", "" + lap.threads());
        settings.setString("taskmanager.memory.network.max", "64mb");
        settings.setString("rest.port", "0");
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(lap.threads(), settings);
        flink.getConfig().enableObjectReuse();
        flink.enableCheckpointing(lap.commitMillis(), CheckpointingMode.EXACTLY_ONCE);
        flink.fromSource(source(lap), WatermarkStrategy.noWatermarks(), "steps")
                .returns(Types.TUPLE(Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO))
                .keyBy(step -> step.f0)
                .process(new Judge(lap.id(), lap.registry()))
                .sinkTo(new DiscardingSink<>());
        return flink.executeAsync(lap.id());
    }

    private static KafkaSource<Tuple2<String, byte[]>> source(Lap lap) {
        Properties consumer = new Properties();
        consumer.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                String.valueOf(StreamsDefaults.with(Map.of()).get("main.consumer.max.poll.records")));
        return KafkaSource.<Tuple2<String, byte[]>>builder()
                .setBootstrapServers(lap.bootstrap())
                .setProperties(consumer)
                .setTopics(Topic.STEPS.topicName())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new KeyAndValue())
                .build();
    }

    private static final class Judge extends KeyedProcessFunction<String, Tuple2<String, byte[]>, String> {
        private static final long serialVersionUID = 1L;

        private final String lap;
        private final String registry;
        private transient Tally tally;
        private transient Judging judging;
        private transient ValueState<JobMemory> memories;

        Judge(String lap, String registry) {
            this.lap = lap;
            this.registry = registry;
        }

        @Override
        public void open(OpenContext context) {
            tally = TALLIES.get(lap);
            judging = new Judging(SchemaRegistries.create(Map.of("schema.registry.url", registry)));
            memories = getRuntimeContext().getState(new ValueStateDescriptor<>("memory", new MemorySerializer()));
        }

        @Override
        public void processElement(Tuple2<String, byte[]> step, Context context, Collector<String> out)
                throws Exception {
            JobMemory memory = memories.value();
            if (memory == null) {
                memory = judging.remember(tally.descriptions().of(Bytes.wrap(step.f0.getBytes(UTF_8))));
                memories.update(memory);
            }
            judging.judge(memory, step.f1, change -> {
                tally.told().add(change.eventId());
                out.collect(change.eventId());
            });
            tally.records().increment();
        }
    }
}
