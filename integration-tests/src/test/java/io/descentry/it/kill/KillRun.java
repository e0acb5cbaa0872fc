package io.descentry.it.kill;

import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Two instances judge one long run of records; they are killed with SIGKILL at random moments, stopped, and started again, and in
 * the end alerts and memories are compared, byte for byte, with a clean replay.
 */
/*
 * All records are in the topics before the first is judged: so the order in which a task merges its inputs is that of their times,
 * whenever it is. Brokers hand them out slowly, so that they last for all kills. The first instance has no room for markers and
 * writes its jobs early all the time; the second has room. Both keep their state directory, as a pod with a volume does.
 */
public final class KillRun {
    private static final String APPLICATION = "kill-run";
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    /** How long brokers take to hand out what is judged between two kills. */
    private static final double SECONDS_JUDGING = 5;

    private final Plan plan;
    private final Path directory;
    private final PrintStream out;
    private final Random random;
    private final long began = System.nanoTime();
    private int kills;
    private int starts;
    private int leaves;

    /**
     * What is to be done.
     *
     * @param records at least so many
     * @param seed draws runs and moments
     */
    public record Plan(Path corpus, int records, int kills, long seed) {}

    /**
     * What was done.
     *
     * @param leaves clean stops
     * @param differences from a clean replay, in words
     */
    public record Result(
            int records,
            int kills,
            int starts,
            int leaves,
            int alerts,
            int states,
            long stateBytes,
            List<String> differences) {}

    /** @param directory for settings and state of the instances */
    public KillRun(Plan plan, Path directory, PrintStream out) {
        this.plan = plan;
        this.directory = directory;
        this.out = out;
        this.random = new Random(plan.seed());
    }

    /** One of the two. */
    private record Instance(String name, ServiceProcess process) {
        String consumer() {
            return name + "-StreamThread-1-consumer";
        }
    }

    /** Does it all. */
    public Result play() throws Exception {
        try (var kafka = LocalClusterProcess.temporary();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            var load = new RecordedLoad(plan.corpus(), plan.records(), plan.seed());
            var replay = new CleanReplay(registry);
            long bytes = publish(load, replay, kafka.bootstrapServers(), encoders(registry));
            Outcome clean = replay.outcome();
            say(
                    "published %,d records, %,d MB; clean replay: %,d alerts, %,d memories",
                    load.records(),
                    bytes >> 20,
                    clean.alertCount(),
                    clean.states().size());
            try (var first = service("first", kafka, Map.of("kafka.statestore.cache.max.bytes", "3000"));
                    var second = service("second", kafka, Map.of())) {
                var lag = new GroupLag(admin, APPLICATION);
                var instances = List.of(new Instance("first", first), new Instance("second", second));
                slow(admin, instances, (double) bytes, plan.kills());
                torment(admin, instances, lag, (double) bytes / (double) load.records());
                awaitEnd(instances, lag);
            }
            Outcome found = Outcome.read(
                    kafka.bootstrapServers(), Topic.ALERT_EVENTS.topicName(), APPLICATION + "-job-memory-changelog");
            return new Result(
                    load.records(),
                    kills,
                    starts,
                    leaves,
                    found.alertCount(),
                    found.states().size(),
                    found.stateBytes(),
                    found.differencesFrom(clean));
        }
    }

    private static Map<Topic, RecordEncoder<SpecificRecord>> encoders(io.descentry.registry.SchemaRegistry registry)
            throws Exception {
        Map<Topic, RecordEncoder<SpecificRecord>> encoders = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.ofTrainers()) {
            encoders.put(topic, new RecordEncoder<>(topic, registry));
        }
        return encoders;
    }

    private long publish(
            RecordedLoad load,
            CleanReplay replay,
            String bootstrapServers,
            Map<Topic, RecordEncoder<SpecificRecord>> encoders)
            throws IOException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "batch.size", 262_144, "linger.ms", 20, "acks", "all");
        var sent = new AtomicLong();
        var bytes = new AtomicLong();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            load.each(record -> {
                replay.take(record);
                byte[] value = java.util.Objects.requireNonNull(encoders.get(record.topic()))
                        .encode(record.value());
                var unused = producer.send(new ProducerRecord<>(
                        record.topic().topicName(),
                        null,
                        record.time().toEpochMilli(),
                        record.jobId().getBytes(StandardCharsets.UTF_8),
                        value));
                bytes.addAndGet(value.length + 60L);
                if (sent.incrementAndGet() % 100_000 == 0) {
                    say("published and judged here: %,d", sent.get());
                }
            });
        }
        return bytes.get();
    }

    private ServiceProcess service(String name, LocalClusterProcess kafka, Map<String, String> more)
            throws IOException {
        Map<String, String> settings = new java.util.HashMap<>(more);
        settings.put("kafka.client.id", name);
        settings.put("kafka.main.consumer.fetch.max.bytes", "200000");
        settings.put("kafka.main.consumer.max.partition.fetch.bytes", "100000");
        return new ServiceProcess(
                name,
                APPLICATION,
                directory,
                kafka,
                settings,
                file -> List.of("io.descentry.standalone.cli.Main", "serve", "--config", file.toString()));
    }

    /** Has the brokers hand out what is left in about the time that is needed; as fast as they can if no kill is left. */
    private static void slow(Admin admin, List<Instance> instances, double bytesLeft, int killsLeft) throws Exception {
        List<ClientQuotaAlteration> alterations = new ArrayList<>();
        for (Instance instance : instances) {
            // While one is missed nobody judges its records, and the other goes on.
            Double rate =
                    killsLeft == 0 ? null : Math.rint(Math.max(2_000.0, bytesLeft / (killsLeft * SECONDS_JUDGING)));
            alterations.add(new ClientQuotaAlteration(
                    new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, instance.consumer())),
                    List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", rate))));
        }
        admin.alterClientQuotas(alterations).all().get();
    }

    private void torment(Admin admin, List<Instance> instances, GroupLag lag, double bytesPerRecord) throws Exception {
        for (Instance instance : instances) {
            start(instance);
        }
        long total = lag.records();
        while (kills < plan.kills()) {
            awaitMoment(lag, total);
            int drawn = random.nextInt(instances.size());
            Instance one = instances.get(drawn);
            Instance other = instances.get(1 - drawn);
            if (random.nextInt(5) == 0) {
                int exit = other.process.stop();
                leaves++;
                say("%s left (exit %d)", other.name, exit);
            }
            long left = lag.records();
            if (left == 0) {
                return;
            }
            one.process.kill();
            kills++;
            say("kill %d of %d: %s, %,d records to go", kills, plan.kills(), one.name, left);
            slow(admin, instances, left * bytesPerRecord, plan.kills() - kills);
            pause(random.nextDouble() * 4);
            for (Instance instance : instances) {
                if (!instance.process.isAlive()) {
                    start(instance);
                }
            }
        }
    }

    /** Kills are spread over the run; a quarter of them comes early, while an instance starts or its tasks are restored. */
    private void awaitMoment(GroupLag lag, long total) throws Exception {
        double slice = (double) total / (plan.kills() + 1);
        boolean early = kills > 0 && random.nextInt(4) == 0;
        double until = total - slice * (kills + random.nextDouble());
        double seconds = random.nextDouble() * SECONDS_JUDGING;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!early && lag.records() > until && System.nanoTime() < deadline) {
            pause(0.1);
        }
        pause(early ? 2 * seconds : seconds / 5);
    }

    private void start(Instance instance) throws IOException {
        instance.process.start();
        starts++;
    }

    private void awaitEnd(List<Instance> instances, GroupLag lag) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long left = lag.records();
        for (int quiet = 0; quiet < 5; quiet = left == 0 ? quiet + 1 : 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " records were not judged in time");
            }
            for (Instance instance : instances) {
                if (!instance.process.isAlive()) {
                    start(instance);
                }
            }
            pause(1);
            left = lag.records();
        }
        say("all is judged");
    }

    private static void pause(double seconds) throws InterruptedException {
        var never = new CountDownLatch(1).await((long) (seconds * 1e3), TimeUnit.MILLISECONDS);
        assert !never;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that tests do without
    private void say(String text, Object... arguments) {
        out.printf(
                Locale.ROOT,
                "%4d s  %s%n",
                (System.nanoTime() - began) / 1_000_000_000L,
                String.format(Locale.ROOT, text, arguments));
    }

    /** Arguments: records, kills, seed, corpus. Ends with 1 if anything differs from a clean replay. */
    public static void main(String[] arguments) throws Exception {
        var plan = new Plan(
                Path.of(arguments[3]),
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]));
        Result result = new KillRun(plan, Files.createTempDirectory("kill-run-"), System.out).play();
        System.out.printf(
                Locale.ROOT,
                "seed %d: %,d records, %d kills, %d starts, %d clean stops; compared %,d alerts, %,d memories (%,d bytes)%n",
                plan.seed(),
                result.records(),
                result.kills(),
                result.starts(),
                result.leaves(),
                result.alerts(),
                result.states(),
                result.stateBytes());
        result.differences().stream().limit(20).forEach(System.out::println);
        boolean good = result.differences().isEmpty() && result.kills() == plan.kills();
        System.out.println(
                good
                        ? "the same as in a clean replay, byte for byte"
                        : result.differences().size() + " differences, " + result.kills() + " of " + plan.kills()
                                + " kills");
        System.exit(good ? 0 : 1);
    }
}
