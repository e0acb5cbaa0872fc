package io.descentry.topology;

import io.descentry.alert.AlertLifecycle;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import io.descentry.peer.Founders;
import io.descentry.peer.GroupSort;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.AlertOutlet;
import io.descentry.topology.node.HealthTeller;
import io.descentry.topology.node.Intake;
import io.descentry.topology.node.Judge;
import io.descentry.topology.node.Lifecycle;
import io.descentry.topology.node.OpenAlertsIntake;
import io.descentry.topology.node.PeerGroups;
import io.descentry.topology.node.PeerIntake;
import io.descentry.topology.node.PromptCommits;
import io.descentry.topology.node.RefusedRecords;
import io.descentry.topology.node.SettingsIntake;
import io.descentry.topology.node.Unpack;
import io.descentry.topology.order.InOrderClients;
import io.descentry.topology.order.Run;
import io.descentry.topology.settings.SettingsTable;
import io.descentry.topology.state.LiveJobStores;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole data flow, in the order records travel. Every node and store is named here and nowhere else; every decision
 * is made elsewhere.
 *
 * <pre>
 *  jobs ───────┐
 *  steps ──────┤
 *  step-batches┤
 *  evals ──────┤
 *  heartbeats ─┼► unpack   one by one what the consumer put into runs
 *  notes ──────┘  ▼
 *               intake ──unreadable, unsound──────────────────► dead-letters
 *                 │ sound                                             ▲
 *                 ▼                                                   │
 *               judge      every detector of the job ──impossible─────┘
 *                 │ judged  remembers the job in job-memory
 *                 ▼
 *               lifecycle   remembers its alerts there too
 *                 ├──────► alert-events   every change, by job
 *                 ├──────► open-alerts    what is open now, by fingerprint ──► alerts-intake   the same, on every instance
 *                 ├──────► peer-reports   what peers of the job should know, by group
 *                 ▼
 *               health      how the job stands, also in store job-health
 *                 └──────► job-health     now and then and at every change, by job
 *
 *  reports ──► peer-intake ──unreadable, unsound──────────────► peer-dead-letters
 *                 ├──► fleet       all jobs of a cluster
 *                 ├──► siblings    runs of one model
 *                 └──► reference   a run and those compared with it; each remembers its groups in rows
 *                        ├──────► peer-notes          what jobs should know of their peers, by job
 *                        ├──────► peer-alert-events   every change of an incident of the fleet, by group
 *                        └──────► peer-open-alerts    what is open now
 *
 *  settings ──► settings-intake   what is set of detectors, on every instance; the judge asks for it, and tells what was refused
 * </pre>
 *
 * All input is keyed by job, so these topics and that of notes must have the same number of partitions, and one task owns a job.
 * The records of a task are merged by their timestamps: {@link #streams} says how.
 */
public final class TrainingHealthTopology {
    /** Store of the last JobHealth of each job in the wire format, by job id; it lives where the job is judged. */
    public static final String JOB_HEALTH = "job-health";
    /** Store of the AlertEvents of all open alerts in the wire format, by fingerprint; every instance has all. */
    public static final String ALERTS_OPEN = "alerts-open";

    /**
     * Topics whose partitions of one number are the input of the task that judges their jobs. Of one time, a description goes before
     * the steps, and an evaluation after the step that it evaluates.
     */
    public static final List<String> BY_JOB = Stream.of(
                    Topic.JOBS, Topic.STEPS, Topic.STEP_BATCHES, Topic.EVALS, Topic.HEARTBEATS, Topic.PEER_NOTES)
            .map(Topic::topicName)
            .toList();

    private static final Deserializer<byte[]> READ = new ByteArrayDeserializer();
    private static final Deserializer<Run> RUNS = Run.DESERIALIZER;
    private static final Serializer<byte[]> WRITE = new ByteArraySerializer();
    private static final Map<GroupSort, String> NODES =
            Map.of(GroupSort.FLEET, "fleet", GroupSort.SIBLINGS, "siblings", GroupSort.REFERENCE, "reference");

    private TrainingHealthTopology() {}

    /**
     * Builds the topology; each instance of Kafka Streams needs its own.
     *
     * @param detectors those of jobs for which nothing is set while running
     */
    public static Topology build(SchemaRegistry registry, Catalogue detectors, TopologySettings settings) {
        return build(registry, detectors, settings, new Answers());
    }

    /**
     * The same.
     *
     * @param answers where the answers of detectors are counted
     */
    public static Topology build(
            SchemaRegistry registry, Catalogue detectors, TopologySettings settings, Answers answers) {
        var table = new SettingsTable(detectors, registry);
        return build(registry, table, Founders.of(table::global), settings, answers);
    }

    /**
     * Kafka Streams that runs it, not started yet: records of a job are judged in the order of their timestamps, whatever their topic.
     *
     * @param settings made by {@link StreamsDefaults#with}
     */
    public static KafkaStreams streams(Topology topology, Map<String, Object> settings) {
        return InOrderClients.streams(topology, BY_JOB, settings);
    }

    /** @param founders who makes the groups of peers */
    static Topology build(SchemaRegistry registry, Catalogue detectors, Founders founders, TopologySettings settings) {
        return build(registry, new SettingsTable(detectors, registry), founders, settings, new Answers());
    }

    private static Topology build(
            SchemaRegistry registry,
            SettingsTable table,
            Founders founders,
            TopologySettings settings,
            Answers answers) {
        var refused = new RefusedRecords();
        var judge = new JobJudge(table, AlertLifecycle.DEFAULT);
        var stores = new LiveJobStores(judge, settings);
        var commits = new PromptCommits(stores::changedJobs);
        var topology = new Topology();

        source(topology, "jobs", RUNS, Topic.JOBS);
        source(topology, "steps", RUNS, Topic.STEPS);
        source(topology, "step-batches", RUNS, Topic.STEP_BATCHES);
        source(topology, "evals", RUNS, Topic.EVALS);
        source(topology, "heartbeats", RUNS, Topic.HEARTBEATS);
        source(topology, "notes", RUNS, Topic.PEER_NOTES);

        topology.addProcessor("unpack", Unpack::new, "jobs", "steps", "step-batches", "evals", "heartbeats", "notes");

        topology.addProcessor("intake", () -> new Intake(registry, settings, "judge", "dead-letters"), "unpack");

        topology.addProcessor(
                "judge",
                () -> new Judge(judge, answers, stores, refused, settings, "lifecycle", "health", "dead-letters"),
                "intake");

        topology.addProcessor(
                "lifecycle",
                () -> new Lifecycle(
                        judge,
                        stores,
                        registry,
                        settings.links(),
                        new AlertOutlet.Nodes("alert-events", "open-alerts"),
                        "peer-reports",
                        "health",
                        commits),
                "judge");

        topology.addProcessor(
                "health", () -> new HealthTeller(stores, registry, settings, JOB_HEALTH), "judge", "lifecycle");

        topology.addStateStore(stores.memory(), "judge", "lifecycle", "health");
        topology.addStateStore(stores.changed(), "judge", "lifecycle", "health");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(JOB_HEALTH), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of()),
                "health");

        sink(topology, "alert-events", Topic.ALERT_EVENTS, "lifecycle");
        sink(topology, "open-alerts", Topic.ALERTS, "lifecycle");
        sink(topology, "job-health", Topic.JOB_HEALTH, "health");
        sink(topology, "dead-letters", Topic.DEAD_LETTERS, "intake", "judge");
        sink(topology, "peer-reports", Topic.PEER_REPORTS, "lifecycle");

        // With sinks of their own, since nodes that share one would be one sub-topology, with tasks by partition of
        // both.
        source(topology, "reports", READ, Topic.PEER_REPORTS);
        topology.addProcessor(
                "peer-intake", () -> new PeerIntake(registry, settings, NODES, "peer-dead-letters"), "reports");
        founders.bySort().forEach((sort, founder) -> {
            String node = Objects.requireNonNull(NODES.get(sort));
            String store = node + "-rows";
            topology.addProcessor(
                    node,
                    () -> new PeerGroups(
                            sort,
                            founder,
                            store,
                            registry,
                            settings,
                            new AlertOutlet.Nodes("peer-alert-events", "peer-open-alerts"),
                            "peer-notes",
                            commits),
                    "peer-intake");
            topology.addStateStore(logged(sort, store), node);
        });
        sink(topology, "peer-alert-events", Topic.ALERT_EVENTS, "fleet", "siblings", "reference");
        sink(topology, "peer-open-alerts", Topic.ALERTS, "fleet", "siblings", "reference");
        sink(topology, "peer-notes", Topic.PEER_NOTES, "fleet", "siblings", "reference");
        sink(topology, "peer-dead-letters", Topic.DEAD_LETTERS, "peer-intake");

        // Sub-topologies are numbered in this order, and the tasks of running deployments by the sub-topology: that of
        // jobs comes first for ever, and what has no tasks last. Global tables are made anew from their topics at every
        // start, and therefore the same everywhere.
        topology.addGlobalStore(
                inMemory("settings-in-force").withLoggingDisabled(),
                "settings",
                READ,
                READ,
                Topic.SETTINGS.topicName(),
                "settings-intake",
                () -> new SettingsIntake(table, refused, "settings-in-force"));

        topology.addGlobalStore(
                inMemory(ALERTS_OPEN).withLoggingDisabled(),
                "alerts",
                READ,
                READ,
                Topic.ALERTS.topicName(),
                "alerts-intake",
                () -> new OpenAlertsIntake(ALERTS_OPEN));

        return topology;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String store) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** On disk where a run is a group of its own: rows of 100,000 runs would take as much heap as their memories. */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> logged(GroupSort sort, String store) {
        var supplier = sort.mostLive() == Integer.MAX_VALUE
                ? Stores.inMemoryKeyValueStore(store)
                : Stores.persistentKeyValueStore(store);
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingEnabled();
    }

    private static void source(Topology topology, String node, Deserializer<?> values, Topic topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                node,
                new UsePartitionTimeOnInvalidTimestamp(),
                READ,
                values,
                topic.topicName());
    }

    private static void sink(Topology topology, String node, Topic topic, String... parents) {
        topology.addSink(node, topic.topicName(), WRITE, WRITE, parents);
    }
}
