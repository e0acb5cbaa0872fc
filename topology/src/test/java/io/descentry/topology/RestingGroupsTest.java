package io.descentry.topology;

import static io.descentry.topology.TopologyBench.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.peer.GroupSort;
import io.descentry.peer.PeerGroup;
import io.descentry.peer.PeerReport;
import io.descentry.peer.Reference;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.topology.node.AlertOutlet;
import io.descentry.topology.node.PeerGroups;
import io.descentry.topology.node.PromptCommits;
import io.descentry.topology.state.GroupRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group is rows in a store, and an object only while it is told something. */
class RestingGroupsTest {
    private static final int RUNS = GroupSort.REFERENCE.mostLive() + 1;

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("rows").get();
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final List<PeerGroups> nodes = new ArrayList<>();
    private long clock = START.toEpochMilli();

    @BeforeEach
    void open() {
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        nodes.forEach(PeerGroups::close);
    }

    private PeerGroups node(GroupSort sort, PeerGroup.Founder founder) {
        var peers = new PeerGroups(
                sort,
                founder,
                "rows",
                InMemorySchemaRegistry.withOurSchemas(),
                TopologySettings.defaults().with(() -> Instant.ofEpochMilli(clock), Horizon.NOW),
                new AlertOutlet.Nodes("events", "open"),
                "notes",
                new PromptCommits(() -> 0));
        peers.init(context);
        nodes.add(peers);
        return peers;
    }

    private static void tell(PeerGroups node, String group, PeerReport report) {
        node.process(new Record<>(group.getBytes(StandardCharsets.UTF_8), report, report.timeMillis()));
    }

    private static PeerReport trace(String run, boolean own) {
        float[][] columns = {{1, 2}, {1, 2}, {1, 2}, {own ? 1 : 3, 2}};
        return new PeerReport.LayerTrace(
                run, 0, START.toEpochMilli(), own, 1, null, 32, 0, 1, List.of("a", "b"), columns);
    }

    private void tick() {
        context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(clock));
    }

    @Test
    void a_group_is_made_anew_of_its_rows_when_it_is_told_something() {
        var told = new TreeMap<String, Map<String, byte[]>>();
        var rows = new GroupRows(store);
        rows.put("fleet:north", "job-1", new byte[] {1});
        rows.put("fleet:north", "job-2", new byte[] {2});
        rows.put("fleet:nor", "thjob-1", new byte[] {3});
        rows.put("fleet:nor", "gone", new byte[] {4});
        rows.put("fleet:nor", "gone", null);
        PeerGroups node = node(GroupSort.FLEET, (group, stored) -> {
            told.put(group, stored);
            return new Deaf();
        });
        assertThat(told).isEmpty();
        tell(node, "fleet:nor", trace("job", false));
        tell(node, "fleet:north", trace("job", false));
        assertThat(told).containsOnlyKeys("fleet:nor", "fleet:north");
        assertThat(told.get("fleet:nor")).containsOnlyKeys("thjob-1");
        assertThat(told.get("fleet:north")).containsOnlyKeys("job-1", "job-2");
        assertThat(Objects.requireNonNull(told.get("fleet:north")).get("job-2")).containsExactly(2);
    }

    @Test
    void a_run_that_left_the_heap_is_a_reference_as_ever() {
        List<String> made = new ArrayList<>();
        PeerGroups node = node(GroupSort.REFERENCE, (group, stored) -> {
            made.add(group);
            return Reference.restore(group, stored);
        });
        for (int run = 0; run < RUNS; run++) {
            tell(node, "reference:run-" + run, trace("run-" + run, true));
        }
        assertThat(made).hasSize(RUNS);
        assertThat(context.forwarded()).isEmpty();

        tell(node, "reference:run-0", trace("other", false));
        assertThat(made).as("it was at rest").hasSize(RUNS + 1).last().isEqualTo("reference:run-0");
        assertThat(context.forwarded()).as("what differs is told").hasSize(1);

        tell(node, "reference:run-0", trace("third", false));
        assertThat(made).as("it is live now").hasSize(RUNS + 1);
        assertThat(context.forwarded()).hasSize(2);
    }

    @Test
    void runs_are_kept_for_a_month_wherever_they_are() {
        PeerGroups node = node(GroupSort.REFERENCE, Reference::restore);
        for (int run = 0; run < 2 * RUNS; run++) {
            tell(node, "reference:run-" + run, trace("run-" + run, true));
        }
        clock += Duration.ofDays(29).toMillis();
        for (int i = 0; i < 4; i++) {
            tick();
        }
        assertThat(store.approximateNumEntries()).isEqualTo(2L * RUNS);
        clock += Duration.ofDays(2).toMillis();
        for (int i = 0; i < 4; i++) {
            tick();
        }
        assertThat(store.approximateNumEntries()).isZero();
    }

    /** Keeps nothing and says nothing. */
    private static final class Deaf implements PeerGroup {
        @Override
        public void take(PeerReport report, Out out) {}

        @Override
        public void pass(long nowMillis, Out out) {}
    }
}
