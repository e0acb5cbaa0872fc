package io.descentry.it.kill;

import io.descentry.alert.AlertLifecycle;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.detect.Catalogue;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.topology.Readings;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Measures how long an instance that lost its state directory takes to restore the memories of many jobs. */
public final class RestoreRun {
    private static final String APPLICATION = "restore-run";
    private static final int STEPS = 300;

    private RestoreRun() {}

    /** Arguments: jobs, layers. */
    public static void main(String[] arguments) throws Exception {
        int jobs = Integer.parseInt(arguments[0]);
        int layers = Integer.parseInt(arguments[1]);
        Path directory = Files.createTempDirectory("restore-run-");
        try (var kafka = LocalClusterProcess.temporary();
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            // Makes the changelogs.
            run(kafka.bootstrapServers(), registry, directory.resolve("first"), new Restoring(), 0);
            byte[] memory = memory(layers);
            fill(kafka.bootstrapServers(), jobs, memory);
            var restoring = new Restoring();
            run(kafka.bootstrapServers(), registry, directory.resolve("second"), restoring, jobs);
            double seconds = restoring.nanos() / 1e9;
            double megabytes = (double) jobs * memory.length / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "%,d jobs of %d layers, %,d bytes each: restored in %.1f s, %,.0f jobs/s, %.0f MB/s%n",
                    restoring.restored.get(),
                    layers,
                    memory.length,
                    seconds,
                    restoring.restored.get() / seconds,
                    megabytes / seconds);
        }
        System.exit(0);
    }

    private static void run(
            String bootstrapServers, SchemaRegistry registry, Path state, Restoring restoring, long expected)
            throws InterruptedException {
        var settings = StreamsDefaults.with(Map.of(
                "bootstrap.servers", bootstrapServers,
                "application.id", APPLICATION,
                "state.dir", state.toString()));
        var topology = TrainingHealthTopology.build(registry, Catalogue.standard(), TopologySettings.defaults());
        var running = new CountDownLatch(1);
        try (var streams = new KafkaStreams(topology, new StreamsConfig(settings))) {
            streams.setGlobalStateRestoreListener(restoring);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING && restoring.restored.get() >= expected) {
                    running.countDown();
                }
            });
            streams.start();
            running.await();
        }
    }

    private static void fill(String bootstrapServers, int jobs, byte[] memory) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "batch.size", 262_144, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int job = 0; job < jobs; job++) {
                byte[] key = ("job-" + job).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(APPLICATION + "-job-memory-changelog", key, memory));
            }
        }
    }

    /** That of a job with all statistics of its layers. */
    private static byte[] memory(int layers) {
        var judge = new JobJudge(Catalogue.standard(), AlertLifecycle.DEFAULT);
        JobMemory memory = judge.remember("job");
        Instant start = Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(STEPS);
        List<LayerDescription> described = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            described.add(LayerDescription.newBuilder()
                    .setName("layers." + layer + ".weight")
                    .setKind("linear")
                    .build());
        }
        judge.describe(
                memory,
                Readings.of(JobDescription.newBuilder()
                        .setJobId("job")
                        .setState(JobState.RUNNING)
                        .setTime(start)
                        .setWorldSize(1)
                        .setLayers(described)
                        .build()));
        var random = new Random(1);
        for (int step = 0; step < STEPS; step++) {
            List<Float> values = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                values.add(1 + random.nextFloat());
            }
            StepSummary summary = StepSummary.newBuilder()
                    .setJobId("job")
                    .setStep(step)
                    .setTime(start.plusSeconds(step))
                    .setLoss(2.0 / (1 + 0.01 * step) + 0.01 * random.nextGaussian())
                    .setGradNorm(1.0 + random.nextDouble())
                    .setLearningRate(0.001)
                    .setLayers(LayerStatistics.newBuilder()
                            .setGradNorm(values)
                            .setWeightNorm(values)
                            .setUpdateNorm(values)
                            .build())
                    .build();
            if (judge.judge(memory, Readings.of(summary)) instanceof Verdict.Judged judged) {
                judge.report(memory, judged, judge.advance(memory, judged));
            }
        }
        return judge.write(memory);
    }

    /** From the begin of the first store to the end of the last. */
    private static final class Restoring implements StateRestoreListener {
        private final AtomicLong restored = new AtomicLong();
        private final AtomicLong began = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
            began.compareAndSet(0, System.nanoTime());
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long number) {
            restored.addAndGet(number);
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {
            ended.set(System.nanoTime());
        }

        long nanos() {
            return ended.get() - began.get();
        }
    }
}
