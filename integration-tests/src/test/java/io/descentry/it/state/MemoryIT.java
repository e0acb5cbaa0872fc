package io.descentry.it.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.avro.AlertEvent;
import io.descentry.it.support.Committed;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The memory of a job is written with its alerts and its position or not at all, and whoever takes over has it. */
class MemoryIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static LocalClusterProcess kafka;
    private static Admin admin;
    private static SchemaRegistry registry;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        // Threads of Kafka Streams die here, and are replaced.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        kafka = LocalClusterProcess.temporary();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()));
        Prepared.on(kafka, registry);
    }

    @AfterAll
    static void stop() {
        Awaitility.reset();
        registry.close();
        admin.close();
        kafka.close();
    }

    /**
     * What write-behind rests on, and what an upgrade of Kafka could change.
     *
     * <p>Fails if Streams flushes its caches after it ended the transaction, and if memories are written when Streams commits stores,
     * which comes after that too. It may flush the producer first: a transaction does not end before all is sent.
     */
    @Test
    void memories_are_sent_before_the_position_and_in_one_transaction_with_it() throws Exception {
        var clients = new Clients();
        try (var steps = new Steps(kafka.bootstrapServers(), registry, null);
                var streams = Judging.streams(
                        Judging.settings(kafka.bootstrapServers(), "flush-order", directory), registry, clients)) {
            streams.start();
            for (int from = 0; from < 60; from += 20) {
                steps.send(List.of("flush-order"), from, from + 20, step -> false);
                awaitJudged("flush-order");
                long written = written(clients);
                awaitMemories("flush-order", List.of("flush-order"), steps);
                assertThat(written(clients))
                        .as("what was written of memories when the position was there")
                        .isEqualTo(written);
            }
        }
        List<List<String>> transactions = transactions(clients.calls(), "flush-order-job-memory-changelog");
        assertThat(transactions).hasSizeGreaterThanOrEqualTo(3).allSatisfy(calls -> {
            int memory = calls.lastIndexOf("flush-order-job-memory-changelog");
            int position = IntStream.range(0, calls.size())
                    .filter(call -> calls.get(call).startsWith("offsets"))
                    .findFirst()
                    .orElseThrow();
            assertThat(memory).as("before the position: %s", calls).isLessThan(position);
            assertThat(calls.subList(position, calls.size()))
                    .as("then the commit")
                    .contains("commit");
        });
    }

    private static long written(Clients clients) {
        return clients.calls().stream()
                .filter("flush-order-job-memory-changelog"::equals)
                .count();
    }

    private static List<List<String>> transactions(List<String> calls, String mark) {
        return Arrays.stream(String.join("\n", calls).split("begin\n", -1))
                .map(transaction -> transaction.lines().toList())
                .filter(transaction -> transaction.stream().anyMatch(call -> call.startsWith(mark)))
                .toList();
    }

    /**
     * A thread dies in mid-batch. One alert of the batch asked for a commit, so the next one waits for it a little, and is lost.
     *
     * <p>Fails if live jobs outlive the close of their task: what was judged and not committed counts as seen then, and its alerts are
     * never told.
     */
    @Test
    void a_task_that_is_closed_dirty_leaves_nothing_of_what_it_was_at() throws Exception {
        List<String> jobs = List.of("dirty-1", "dirty-2");
        var dies = new AtomicBoolean(true);
        SchemaRegistry deadly = new DeadlyRegistry(registry, dies);
        Map<String, Object> settings = Judging.settings(kafka.bootstrapServers(), "dirty", directory);
        try (var steps = new Steps(kafka.bootstrapServers(), registry, 0);
                var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry)) {
            steps.send(jobs, 0, 50, step -> false);
            try (var streams = Judging.streams(settings, registry, new Clients())) {
                streams.start();
                awaitJudged("dirty");
            }
            steps.send(jobs, 50, 55, step -> false);
            steps.send(jobs, 55, 56, step -> true);
            steps.send(jobs.get(0), DeadlyRegistry.BYTES);
            steps.send(jobs, 56, 80, step -> false);
            settings.put("commit.interval.ms", 60_000);
            settings.put("producer.transaction.timeout.ms", 90_000);
            try (var streams = Judging.streams(settings, deadly, new Clients())) {
                streams.start();
                await().atMost(LONG).untilFalse(dies);
                await().atMost(LONG)
                        .until(() -> ids(alerts, jobs).size() >= steps.alerts().size());
            }
            assertThat(steps.alerts()).hasSizeGreaterThanOrEqualTo(jobs.size());
            assertUnharmed("dirty", jobs, steps, alerts);
        }
    }

    /** Dies of one schema id, once. */
    private record DeadlyRegistry(SchemaRegistry registry, AtomicBoolean dies) implements SchemaRegistry {
        private static final int ID = 666;
        static final byte[] BYTES = {0, 0, 0, ID >> 8, (byte) ID, 1};

        @Override
        public Schema byId(int id) throws SchemaRegistryException {
            if (id == ID && dies.getAndSet(false)) {
                throw new AssertionError("the thread is to die here");
            }
            return registry.byId(id);
        }

        @Override
        public int idOf(String subject, String schema) throws SchemaRegistryException {
            return registry.idOf(subject, schema);
        }

        @Override
        public int register(String subject, String schema) throws SchemaRegistryException {
            return registry.register(subject, schema);
        }

        @Override
        public List<String> incompatibilities(String subject, String schema) throws SchemaRegistryException {
            return registry.incompatibilities(subject, schema);
        }

        @Override
        public void close() {}
    }

    /**
     * Memories and alerts of a transaction are sent, and before it ends its tasks are another one's: nothing of it counts, and what
     * was live is forgotten, so that whoever held it up goes on from what the other one wrote when the tasks come back.
     *
     * <p>Fails if live jobs outlive the close of their task ({@code LiveJobStores.open} finds them again), and with any guarantee but
     * exactly-once.
     */
    @ParameterizedTest
    @EnumSource(names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
    void a_rebalance_in_mid_commit_leaves_nothing_of_it(CommitHold.Moment moment) throws Exception {
        String application = "rebalance-" + moment.ordinal();
        List<String> jobs =
                IntStream.range(0, 8).mapToObj(job -> application + "-" + job).toList();
        var hold = new CommitHold();
        try (var steps = new Steps(kafka.bootstrapServers(), registry, null);
                var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                var slow = Judging.streams(rebalancing(application, "slow"), registry, new Clients(hold))) {
            slow.start();
            steps.send(jobs, 0, 40, step -> false);
            awaitJudged(application);
            hold.next(moment);
            steps.send(jobs, 40, 60, step -> step == 50);
            await().atMost(LONG).until(hold::holds);
            try (var heir = Judging.streams(rebalancing(application, "heir"), registry, new Clients())) {
                heir.start();
                steps.send(jobs, 60, 80, step -> step == 70);
                awaitJudged(application);
                assertUnharmed(application, jobs, steps, alerts);
                hold.release();
            }
            steps.send(jobs, 80, 100, step -> step == 90);
            awaitJudged(application);
            assertThat(steps.alerts()).hasSizeGreaterThanOrEqualTo(jobs.size());
            assertUnharmed(application, jobs, steps, alerts);
        }
    }

    /** Whoever is held up for longer than a few seconds loses its tasks. */
    private Map<String, Object> rebalancing(String application, String instance) {
        Map<String, Object> settings =
                Judging.settings(kafka.bootstrapServers(), application, directory.resolve(instance));
        settings.put("max.poll.interval.ms", 6_000);
        return settings;
    }

    /** Nobody waits for what is sent but the end of the transaction: that must not come to pass without all of it. */
    @Test
    void a_memory_that_the_broker_refuses_is_not_left_out() throws Exception {
        List<String> jobs = List.of("refused");
        var clients = new Clients();
        try (var steps = new Steps(kafka.bootstrapServers(), registry, 0);
                var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                var streams = Judging.streams(
                        Judging.settings(kafka.bootstrapServers(), "refused", directory), registry, clients)) {
            streams.start();
            steps.send(jobs, 0, 40, step -> false);
            awaitJudged("refused");
            largestMemory("refused", AlterConfigOp.OpType.SET);
            long ends = ends(clients);
            steps.send(jobs, 40, 60, step -> step == 50);
            await().atMost(LONG).until(() -> ends(clients) >= ends + 2);
            assertThat(new GroupLag(admin, "refused").records()).isEqualTo(20);
            largestMemory("refused", AlterConfigOp.OpType.DELETE);
            awaitJudged("refused");
            assertThat(steps.alerts()).isNotEmpty();
            assertUnharmed("refused", jobs, steps, alerts);
        }
    }

    private static void largestMemory(String application, AlterConfigOp.OpType operation) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, application + "-job-memory-changelog");
        var few = new ConfigEntry("max.message.bytes", "200");
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(few, operation))))
                .all()
                .get();
    }

    /** How often the end of a transaction was asked for. */
    private static long ends(Clients clients) {
        return clients.calls().stream().filter("commit"::equals).count();
    }

    @Test
    void a_standby_takes_over_without_reading_the_changelog_from_the_start() throws Exception {
        List<String> jobs =
                IntStream.range(0, 24).mapToObj(job -> "standby-" + job).toList();
        Map<String, Object> settings = Judging.settings(kafka.bootstrapServers(), "standby", directory.resolve("heir"));
        settings.put("num.standby.replicas", 1);
        var restored = new Judging.Restored();
        try (var steps = new Steps(kafka.bootstrapServers(), registry, null);
                var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                var owner = new ServiceProcess(
                        "standby-owner",
                        "standby",
                        directory,
                        kafka,
                        Map.of("kafka.num.standby.replicas", "1"),
                        Judging::program);
                var heir = Judging.streams(settings, registry, new Clients())) {
            heir.setGlobalStateRestoreListener(restored);
            owner.start();
            heir.start();
            steps.send(jobs, 0, 40, step -> false);
            awaitJudged("standby");
            await().atMost(LONG).until(() -> Judging.standsBy(heir, 2));
            restored.clear();

            owner.kill();
            steps.send(jobs, 40, 80, step -> step == 60);
            awaitJudged("standby");
            await().atMost(LONG)
                    .until(() -> ids(alerts, jobs).size() >= steps.alerts().size());
            assertThat(steps.alerts()).hasSizeGreaterThanOrEqualTo(jobs.size());
            assertThat(restored.from()).as("what the heir took over").isNotEmpty();
            assertThat(restored.from().values())
                    .allSatisfy(offset -> assertThat(offset).isPositive());
            assertUnharmed("standby", jobs, steps, alerts);
        }
    }

    private static void awaitJudged(String application) {
        var lag = new GroupLag(admin, application);
        await().atMost(LONG).until(() -> lag.records() == 0);
    }

    private static List<String> ids(CommittedAlerts alerts, List<String> jobs) {
        return alerts.poll().stream()
                .filter(alert -> jobs.contains(alert.getJobId()))
                .map(AlertEvent::getEventId)
                .sorted()
                .toList();
    }

    /** Alerts and memories of jobs are those of a judge that nothing ever happened to. */
    private static void assertUnharmed(String application, List<String> jobs, Steps steps, CommittedAlerts alerts) {
        await().atMost(LONG).until(() -> alerts.atEnd(admin));
        assertThat(ids(alerts, jobs)).isEqualTo(steps.alerts());
        awaitMemories(application, jobs, steps);
    }

    /** The end of a transaction shows at one partition after the other: at that of the positions it may be seen before the others. */
    private static void awaitMemories(String application, List<String> jobs, Steps steps) {
        await().atMost(LONG)
                .until(
                        () -> {
                            Map<String, byte[]> memories =
                                    Committed.last(kafka.bootstrapServers(), application + "-job-memory-changelog");
                            return jobs.stream()
                                    .filter(job -> !Arrays.equals(memories.get(job), steps.memory(job)))
                                    .toList();
                        },
                        List::isEmpty);
    }
}
