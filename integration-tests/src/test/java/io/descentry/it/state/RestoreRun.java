package io.descentry.it.state;

import io.descentry.alert.AlertLifecycle;
import io.descentry.avro.StepSummary;
import io.descentry.detect.Catalogue;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.Readings;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * Measures how long an instance that lost its state directory takes to restore the memories of many jobs, and how long a standby takes
 * to judge in the place of an instance that was killed.
 */
public final class RestoreRun {
    private static final int STEPS = 300;
    /** Jobs that go on while somebody takes over. */
    private static final int GOING_ON = 1_000;

    private static final int PARTITIONS = 4;

    private final int jobs;
    private final ManyJobs many;
    private final LocalClusterProcess kafka;
    private final SchemaRegistry registry;
    private final Path directory = Files.createTempDirectory("restore-run-");
    private final Instant start =
            Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(STEPS);
    private long step = STEPS;

    private RestoreRun(int jobs, int layers, LocalClusterProcess kafka, SchemaRegistry registry) throws Exception {
        this.jobs = jobs;
        this.many = new ManyJobs(layers);
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Arguments: jobs, layers. */
    public static void main(String[] arguments) throws Exception {
        int jobs = Integer.parseInt(arguments[0]);
        int layers = Integer.parseInt(arguments[1]);
        try (var kafka = LocalClusterProcess.temporary();
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            var run = new RestoreRun(jobs, layers, kafka, registry);
            byte[] memory = run.memory();
            say("%,d jobs of %d layers, %,d bytes each", jobs, layers, memory.length);
            run.restore("restore-run", memory);
            run.standBy("standby-run", memory);
        }
        System.exit(0);
    }

    private void restore(String application, byte[] memory) throws Exception {
        fill(application, memory);
        var restoring = new Restoring();
        try (var streams = instance(application, "second", restoring, 0)) {
            streams.start();
            await(() -> streams.state() == KafkaStreams.State.RUNNING && restoring.restored.get() >= jobs);
        }
        double seconds = restoring.nanos() / 1e9;
        say(
                "a lost state directory: %,d memories restored in %.1f s, %,.0f jobs/s, %.0f MB/s",
                restoring.restored.get(),
                seconds,
                restoring.restored.get() / seconds,
                (double) jobs * memory.length / 1e6 / seconds);
    }

    /** The owner has all jobs, the heir all copies; then the owner is killed while jobs go on. */
    private void standBy(String application, byte[] memory) throws Exception {
        fill(application, memory);
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var owner = new ServiceProcess(
                        application + "-owner",
                        application,
                        directory,
                        kafka,
                        Map.of("kafka.num.standby.replicas", "1"),
                        Judging::program)) {
            var lag = new GroupLag(admin, application);
            owner.withOptions("-Xmx2g").start();
            goOn();
            await(() -> lag.records() == 0);
            var restoring = new Restoring();
            try (var heir = instance(application, "heir", restoring, 1)) {
                heir.start();
                await(() -> Judging.standsBy(heir, PARTITIONS));
                restoring.restored.set(0);
                owner.kill();
                long killed = System.nanoTime();
                goOn();
                await(() -> lag.records() == 0);
                say(
                        "a killed instance with a standby: %.1f s from kill -9 until what %,d jobs sent since was judged and committed,"
                                + " %.0f s of them until the dead one is missed; %,d memories restored",
                        (System.nanoTime() - killed) / 1e9,
                        GOING_ON,
                        Judging.MISSED_AFTER_MILLIS / 1e3,
                        restoring.restored.get());
            }
        }
    }

    private KafkaStreams instance(String application, String name, Restoring restoring, int standbys) {
        Map<String, Object> settings =
                Judging.settings(kafka.bootstrapServers(), application, directory.resolve(application + name));
        settings.put("num.standby.replicas", standbys);
        KafkaStreams streams = Judging.streams(settings, registry, new Clients());
        streams.setGlobalStateRestoreListener(restoring);
        return streams;
    }

    /** Has the changelogs made, by an instance that does nothing else, and writes a memory of each job. */
    private void fill(String application, byte[] memory) throws Exception {
        try (var streams = instance(application, "first", new Restoring(), 0)) {
            streams.start();
            await(() -> streams.state() == KafkaStreams.State.RUNNING);
        }
        try (var producer = producer()) {
            for (int job = 0; job < jobs; job++) {
                send(producer, application + "-job-memory-changelog", job, start.plusSeconds(STEPS), memory);
            }
        }
    }

    /** One more step of some jobs. */
    private void goOn() throws Exception {
        Instant time = start.plusSeconds(step);
        byte[] value = new RecordEncoder<StepSummary>(Topic.STEPS, registry).encode(many.step(0, step, time));
        try (var producer = producer()) {
            for (int job = 0; job < Math.min(jobs, GOING_ON); job++) {
                send(producer, Topic.STEPS.topicName(), job, time, value);
            }
        }
        step++;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "batch.size", 262_144, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int job, Instant time, byte[] template) {
        byte[] key = ManyJobs.id(job).getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(
                new ProducerRecord<>(topic, null, time.toEpochMilli(), key, ManyJobs.under(job, template)));
    }

    /** That of the first job after {@value #STEPS} steps. */
    private byte[] memory() {
        var judge = new JobJudge(Catalogue.standard(), AlertLifecycle.DEFAULT);
        JobMemory memory = judge.remember(ManyJobs.id(0));
        judge.describe(memory, Readings.of(many.description(0, start)));
        for (int number = 0; number < STEPS; number++) {
            StepSummary summary = many.step(0, number, start.plusSeconds(number));
            if (judge.judge(memory, Readings.of(summary)) instanceof Verdict.Judged judged) {
                judge.report(memory, judged, judge.advance(memory, judged));
            }
        }
        return judge.write(memory);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            var never = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            assert !never;
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that tests do without
    private static void say(String text, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, text, arguments));
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
