package io.descentry.app.api;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobHealth;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.TrainingHealthTopology;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Interactive queries of a running Kafka Streams. */
public final class StreamsStates implements States {
    private static final String STEPS = Topic.STEPS.topicName();

    private final KafkaStreams streams;
    private final SchemaRegistry registry;
    private final HostInfo self;
    private final int allPartitions;

    /**
     * @param self as which this instance is known to others: its {@code application.server}
     * @param allPartitions number of partitions that jobs are spread over
     */
    public StreamsStates(KafkaStreams streams, SchemaRegistry registry, String self, int allPartitions) {
        this.streams = streams;
        this.registry = registry;
        this.self = HostInfo.buildFromEndpoint(self);
        this.allPartitions = allPartitions;
    }

    /*
     * The store is asked partition by partition: as a whole it would leave out, without a word, those that are being restored.
     */
    @Override
    public Set<Integer> partitions() throws NotAll {
        Set<Integer> served = new TreeSet<>();
        try {
            streams.metadataForLocalThreads().stream()
                    .flatMap(thread -> thread.activeTasks().stream())
                    .flatMap(task -> task.topicPartitions().stream())
                    .filter(partition -> partition.topic().equals(STEPS))
                    .filter(partition -> isServed(partition.partition()))
                    .forEach(partition -> served.add(partition.partition()));
        } catch (IllegalStateException e) {
            throw notReady(e);
        }
        return served;
    }

    private boolean isServed(int partition) {
        try {
            store(partition);
            return true;
        } catch (InvalidStateStoreException restoring) {
            return false;
        }
    }

    @Override
    public Optional<JobHealth> job(String jobId, Set<Integer> partitions) throws NotAll {
        Bytes key = Bytes.wrap(jobId.getBytes(StandardCharsets.UTF_8));
        try {
            for (int partition : partitions) {
                byte[] value = store(partition).get(key);
                if (value != null) {
                    return Optional.of(decoded(new RecordDecoder<>(JobHealth.class, registry), value));
                }
            }
            return Optional.empty();
        } catch (InvalidStateStoreException moved) {
            throw notReady(moved);
        }
    }

    @Override
    public void jobs(Set<Integer> partitions, Consumer<JobHealth> each) throws NotAll {
        RecordDecoder<JobHealth> decoder = new RecordDecoder<>(JobHealth.class, registry);
        try {
            for (int partition : partitions) {
                all(store(partition), decoder, each);
            }
        } catch (InvalidStateStoreException moved) {
            throw notReady(moved);
        }
    }

    @Override
    public void alerts(Consumer<AlertEvent> each) throws NotAll {
        try {
            all(
                    streams.store(StoreQueryParameters.fromNameAndType(
                            TrainingHealthTopology.ALERTS_OPEN, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())),
                    new RecordDecoder<>(AlertEvent.class, registry),
                    each);
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw notReady(e);
        }
    }

    @Override
    public int allPartitions() {
        return allPartitions;
    }

    @Override
    public Optional<String> ownerOf(String jobId) {
        try {
            KeyQueryMetadata owner = streams.queryMetadataForKey(
                    TrainingHealthTopology.JOB_HEALTH,
                    jobId.getBytes(StandardCharsets.UTF_8),
                    new ByteArraySerializer());
            return owner == null
                            || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)
                            || owner.activeHost().equals(HostInfo.unavailable())
                            || owner.activeHost().equals(self)
                    ? Optional.empty()
                    : Optional.of(address(owner.activeHost()));
        } catch (IllegalStateException notRunning) {
            return Optional.empty();
        }
    }

    @Override
    public Collection<String> others() throws NotAll {
        try {
            return streams.metadataForAllStreamsClients().stream()
                    .filter(StreamsStates::hasJobs)
                    .map(StreamsMetadata::hostInfo)
                    .filter(host -> !host.equals(self) && !host.equals(HostInfo.unavailable()))
                    .map(StreamsStates::address)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IllegalStateException e) {
            throw notReady(e);
        }
    }

    private static boolean hasJobs(StreamsMetadata instance) {
        return instance.topicPartitions().stream()
                .anyMatch(partition -> partition.topic().equals(STEPS));
    }

    private static String address(HostInfo host) {
        String name = host.host();
        return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + host.port();
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(int partition) {
        return streams.store(StoreQueryParameters.fromNameAndType(
                        TrainingHealthTopology.JOB_HEALTH, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                .withPartition(partition));
    }

    private static <T extends SpecificRecord> void all(
            ReadOnlyKeyValueStore<Bytes, byte[]> store, RecordDecoder<T> decoder, Consumer<T> each) throws NotAll {
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                each.accept(decoded(decoder, entries.next().value));
            }
        }
    }

    private static <T extends SpecificRecord> T decoded(RecordDecoder<T> decoder, byte[] value) throws NotAll {
        try {
            return decoder.decode(value);
        } catch (SchemaRegistryException e) {
            throw new NotAll("The schema registry: " + e.getMessage(), List.of(), List.of());
        } catch (UndecodableException e) {
            throw new IllegalStateException("what we wrote cannot be read", e);
        }
    }

    private static NotAll notReady(RuntimeException why) {
        return new NotAll(
                "This instance is not ready: partitions are being assigned or state is being restored ("
                        + why.getMessage() + ")",
                List.of(),
                List.of());
    }
}
