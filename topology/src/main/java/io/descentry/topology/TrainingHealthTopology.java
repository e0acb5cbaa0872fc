package io.descentry.topology;

import io.descentry.judge.JobJudge;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.Intake;
import io.descentry.topology.node.Judge;
import io.descentry.topology.node.Lifecycle;
import io.descentry.topology.state.LiveJobStores;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;

/**
 * The whole data flow, in the order records travel. Every node and store is named here and nowhere else; every decision
 * is made elsewhere.
 *
 * <pre>
 *  jobs ───┐
 *  steps ──┼──► intake ──unreadable, unsound──────────────────► dead-letters
 *  evals ──┘      │ sound                                             ▲
 *                 ▼                                                   │
 *               judge      every detector of the job ──impossible─────┘
 *                 │ judged  remembers the job in job-memory
 *                 ▼
 *               lifecycle   remembers its alerts there too
 *                 ├──────► alert-events   every change, by job
 *                 └──────► open-alerts    what is open now, by fingerprint
 * </pre>
 *
 * All input is keyed by job, so the three topics must have the same number of partitions, and one task owns a job.
 * Streams merges a task's inputs by record timestamp; {@code max.task.idle.ms} says how long it waits for a late one.
 */
public final class TrainingHealthTopology {
    private static final Deserializer<byte[]> READ = new ByteArrayDeserializer();
    private static final Serializer<byte[]> WRITE = new ByteArraySerializer();

    private TrainingHealthTopology() {}

    /** Builds the topology; each instance of Kafka Streams needs its own. */
    public static Topology build(SchemaRegistry registry, JobJudge judge, TopologySettings settings) {
        var stores = new LiveJobStores(judge);
        var topology = new Topology();

        source(topology, "jobs", Topic.JOBS);
        source(topology, "steps", Topic.STEPS);
        source(topology, "evals", Topic.EVALS);

        topology.addProcessor(
                "intake", () -> new Intake(registry, settings, "judge", "dead-letters"), "jobs", "steps", "evals");

        topology.addProcessor(
                "judge", () -> new Judge(judge, stores, settings.forgetAfter(), "lifecycle", "dead-letters"), "intake");

        topology.addProcessor(
                "lifecycle",
                () -> new Lifecycle(judge, stores, registry, settings.links(), "alert-events", "open-alerts"),
                "judge");

        topology.addStateStore(stores.memory(), "judge", "lifecycle");
        topology.addStateStore(stores.changed(), "judge", "lifecycle");

        sink(topology, "alert-events", Topic.ALERT_EVENTS, "lifecycle");
        sink(topology, "open-alerts", Topic.ALERTS, "lifecycle");
        sink(topology, "dead-letters", Topic.DEAD_LETTERS, "intake", "judge");

        return topology;
    }

    private static void source(Topology topology, String node, Topic topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                node,
                new UsePartitionTimeOnInvalidTimestamp(),
                READ,
                READ,
                topic.topicName());
    }

    private static void sink(Topology topology, String node, Topic topic, String... parents) {
        topology.addSink(node, topic.topicName(), WRITE, WRITE, parents);
    }
}
