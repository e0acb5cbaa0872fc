package io.descentry.it.state;

import com.sun.tools.attach.VirtualMachine;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.it.support.Committed;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.standalone.cli.Main;
import io.descentry.wire.RecordEncoder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Shows what the service as {@code serve} runs it takes for many jobs that are all live: its heap after a full collection, and the
 * CPU of a step when commits come every second and when they come so rarely that a commit writes a job once for several steps.
 */
/*
 * Each record is of another job than the one before. The first eight steps of a job are those that are told to its peers too.
 */
public final class LiveRun {
    private static final String APPLICATION = "live-run";
    /** Fewer than a stalled job could come from, and no step lies in the future. */
    private static final Duration APART = Duration.ofSeconds(30);

    private static final int PEERS_STEPS = 8;

    private final int jobs;
    private final int steps;
    private final ManyJobs many;
    private final LocalClusterProcess kafka;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordEncoder<JobDescription> descriptions;
    private final RecordEncoder<StepSummary> encoder;
    private final Instant start = Instant.now().minus(APART.multipliedBy(60));
    private int sent;

    private LiveRun(int jobs, int layers, int steps, LocalClusterProcess kafka, Admin admin, SchemaRegistry registry)
            throws Exception {
        this.jobs = jobs;
        this.steps = steps;
        this.many = new ManyJobs(layers);
        this.kafka = kafka;
        this.admin = admin;
        descriptions = new RecordEncoder<>(Topic.JOBS, registry);
        encoder = new RecordEncoder<>(Topic.STEPS, registry);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "batch.size", 262_144, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Arguments: jobs, layers, steps of each job that are measured, heap in the form of {@code -Xmx}. */
    public static void main(String[] arguments) throws Exception {
        int jobs = Integer.parseInt(arguments[0]);
        int layers = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        String heap = arguments[3];
        try (var kafka = LocalClusterProcess.temporary();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            say("%,d jobs of %d layers, heap %s", jobs, layers, heap);
            new LiveRun(jobs, layers, steps, kafka, admin, registry).play(heap);
        }
        System.exit(0);
    }

    private void play(String heap) throws Exception {
        Path directory = Files.createTempDirectory("live-run-");
        describe();
        LongUnaryOperator told = number -> number == 0 ? 0 : 1L << (number - 1);
        LongUnaryOperator later = number -> number + 100;
        try (var service = service(directory, heap, 1_000)) {
            service.start();
            round("first steps, told to peers, commits every second", service, PEERS_STEPS, told);
            say("heap after a full collection: %,d MB", heapAfterCollection(service) >> 20);
            round("steps, commits every second", service, steps, later);
            say("heap after a full collection: %,d MB", heapAfterCollection(service) >> 20);
            service.stop();
        }
        try (var service = service(directory, heap, 30_000)) {
            service.start();
            round("steps after a restart, commits every 30 seconds", service, steps, later);
            round("steps, commits every 30 seconds", service, steps, later);
            say("heap after a full collection: %,d MB", heapAfterCollection(service) >> 20);
            service.stop();
        }
        say("dead letters: %,d, alert events: %,d", records(Topic.DEAD_LETTERS), records(Topic.ALERT_EVENTS));
    }

    private ServiceProcess service(Path directory, String heap, int commitMillis) throws Exception {
        return new ServiceProcess(
                        APPLICATION + "-" + commitMillis,
                        APPLICATION,
                        directory,
                        kafka,
                        Map.of(
                                "kafka.commit.interval.ms",
                                String.valueOf(commitMillis),
                                // Tasks share it evenly, and partitions are not equally large.
                                "jobs.live.max",
                                String.valueOf(jobs + jobs / 4),
                                "kafka.state.dir",
                                directory.resolve("state").toString(),
                                "kafka.session.timeout.ms",
                                "15000",
                                "kafka.producer.transaction.timeout.ms",
                                "60000"),
                        file -> List.of(Main.class.getName(), "serve", "--config", file.toString()))
                .withOptions("-Xmx" + heap);
    }

    private void describe() {
        for (int job = 0; job < jobs; job++) {
            send(Topic.JOBS, job, start, descriptions.encode(many.description(job, start)));
        }
        producer.flush();
    }

    /** Publishes steps of all jobs, and measures until all is judged and committed. */
    private void round(String what, ServiceProcess service, int rounds, LongUnaryOperator number) throws Exception {
        long changelog = changelogBytes();
        Duration cpu = service.handle().info().totalCpuDuration().orElseThrow();
        long began = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            publish(number.applyAsLong(sent), start.plus(APART.multipliedBy(sent + 1L)));
            sent++;
        }
        var lag = new GroupLag(admin, APPLICATION);
        while (lag.records() > 0) {
            if (!service.isAlive()) {
                throw new IllegalStateException("the service died; see its log in target/children");
            }
            var never = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            assert !never;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        cpu = service.handle().info().totalCpuDuration().orElseThrow().minus(cpu);
        long records = (long) rounds * jobs;
        say(
                "%s: %,d steps in %.0f s, CPU %.1f µs a step, %,d bytes a step in the changelog",
                what, records, seconds, cpu.toNanos() / 1e3 / records, (changelogBytes() - changelog) / records);
    }

    /** A step of each job. */
    private void publish(long step, Instant time) {
        byte[] template = encoder.encode(many.step(0, step, time));
        for (int job = 0; job < jobs; job++) {
            send(Topic.STEPS, job, time, ManyJobs.under(job, template));
        }
        producer.flush();
    }

    private void send(Topic topic, int job, Instant time, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(
                topic.topicName(),
                null,
                time.toEpochMilli(),
                ManyJobs.id(job).getBytes(StandardCharsets.UTF_8),
                value));
    }

    @SuppressWarnings("BanJNDI") // The other end is a process that was just started here.
    private static long heapAfterCollection(ServiceProcess service) throws Exception {
        VirtualMachine machine =
                VirtualMachine.attach(String.valueOf(service.handle().pid()));
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        } finally {
            machine.detach();
        }
    }

    /** What was ever written to it is still there: nothing is compacted so soon. */
    private long changelogBytes() throws Exception {
        var logs = admin.describeLogDirs(List.of(1)).allDescriptions().get();
        return logs.values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(APPLICATION + "-job-memory-changelog"))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private long records(Topic topic) {
        var records = new AtomicLong();
        Committed.each(kafka.bootstrapServers(), topic.topicName(), record -> records.incrementAndGet());
        return records.get();
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that tests do without
    private static void say(String text, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, text, arguments));
    }
}
