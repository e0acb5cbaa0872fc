package io.descentry.app.bridge;

import static io.descentry.avro.AlertSeverity.CRITICAL;
import static io.descentry.avro.AlertSeverity.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.settings.Settings;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bridge that starts knows, and which ends it tells. */
class TableReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.ALERTS.topicName(), 0);

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final OpenAlerts alerts = new OpenAlerts(1, 100, Duration.ofMinutes(5));
    private final CountDownLatch stop = new CountDownLatch(1);
    private RecordEncoder<AlertEvent> encoder;
    private TableReader reader;

    @BeforeEach
    void prepare() throws Exception {
        registry.register(Topic.ALERTS.subject(), Schemas.text(Topic.ALERTS));
        encoder = new RecordEncoder<>(Topic.ALERTS, registry);
        Settings settings =
                Settings.of(Map.of("kafka.bootstrap.servers", "nowhere:1", "schema.registry.url", "http://nowhere:2"));
        Clock clock = Clock.systemUTC();
        var health = new BridgeHealth(clock, Duration.ofMinutes(1), List::of);
        reader = new TableReader(settings, List.of(), alerts, registry, health, clock, stop);
        Node node = new Node(1, "nowhere", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void who_starts_for_the_first_time_tells_what_is_open() throws Exception {
        reads(alert("f1", WARNING), over("f1"), alert("f2", WARNING));
        assertThat(told()).containsExactly("f2 warning open");
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void who_starts_again_tells_the_ends_that_were_not_told() throws Exception {
        committed(3);
        reads(alert("f1", WARNING), alert("f2", WARNING), over("f1"), over("f2"), alert("f3", WARNING));
        assertThat(told()).containsExactly("f2 warning over", "f3 warning open");
        assertThat(committed()).as("the end of f2 is not told yet").isEqualTo(3);
    }

    @Test
    void what_got_worse_while_nobody_looked_ends_as_what_it_was() throws Exception {
        committed(1);
        reads(alert("f1", WARNING), alert("f1", CRITICAL));
        assertThat(told()).containsExactlyInAnyOrder("f1 warning over", "f1 critical open");
    }

    @Test
    void the_end_of_an_alert_that_is_no_longer_known_tells_nothing() throws Exception {
        committed(0);
        reads(over("f1"));
        assertThat(told()).isEmpty();
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void what_is_none_of_ours_is_counted_and_passed_over() throws Exception {
        reads(new Entry("f1", new byte[] {1, 2, 3}), new Entry("f2", new byte[] {0, 0, 0, 9, 9}), alert("f3", WARNING));
        assertThat(told()).containsExactly("f3 warning open");
        assertThat(reader.unreadable()).isEqualTo(2);
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Entry(String key, byte @Nullable [] value) {}

    private Entry alert(String fingerprint, AlertSeverity severity) {
        return new Entry(fingerprint, encoder.encode(Alerts.of(fingerprint, severity)));
    }

    private static Entry over(String fingerprint) {
        return new Entry(fingerprint, null);
    }

    private void committed(long offset) {
        consumer.assign(List.of(PARTITION));
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
    }

    private long committed() {
        return Objects.requireNonNull(consumer.committed(Set.of(PARTITION)).get(PARTITION))
                .offset();
    }

    private void reads(Entry... entries) throws InterruptedException {
        consumer.updateEndOffsets(Map.of(PARTITION, (long) entries.length));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < entries.length; i++) {
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(), 0, i, entries[i].key().getBytes(UTF_8), entries[i].value()));
            }
        });
        consumer.schedulePollTask(stop::countDown);
        reader.run(consumer);
    }

    private List<String> told() {
        return alerts.above(0).alerts().stream()
                .map(told -> told.posting().labels().get("fingerprint") + " "
                        + told.posting().severity() + (told.endedAt() == null ? " open" : " over"))
                .toList();
    }
}
