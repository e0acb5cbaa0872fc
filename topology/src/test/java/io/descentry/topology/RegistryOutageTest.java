package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The registry goes away while the service runs. */
class RegistryOutageTest {

    /** A registry whose line can be cut; what was asked while it was cut is counted. */
    private static final class CutLine implements SchemaRegistry {
        private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.withOurSchemas();
        private boolean cut;
        private int asked;

        @Override
        public Schema byId(int id) throws SchemaRegistryException {
            if (cut) {
                asked++;
                throw new SchemaRegistryException.Unavailable("no registry answered", null);
            }
            return registry.byId(id);
        }

        @Override
        public int idOf(String subject, String schema) throws SchemaRegistryException {
            return registry.idOf(subject, schema);
        }

        @Override
        public int register(String subject, String schema) {
            return registry.register(subject, schema);
        }

        @Override
        public List<String> incompatibilities(String subject, String schema) {
            return registry.incompatibilities(subject, schema);
        }

        @Override
        public void close() {}
    }

    private final CutLine registry = new CutLine();

    @Test
    void known_schemas_go_on() {
        try (var bench = new TopologyBench(registry, Map.of())) {
            bench.send(step(0).build());
            registry.cut = true;
            bench.send(step(1).setLoss(Double.NaN).build());
            registry.cut = false;
            assertThat(bench.alerts()).containsExactly("non_finite FIRING at 1");
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void a_new_schema_becomes_a_dead_letter_once_waiting_was_in_vain_and_is_read_when_the_registry_is_back() {
        try (var bench = new TopologyBench(registry, Map.of())) {
            bench.send(step(0).build());
            int id = registry.register(Topic.STEPS.subject(), Schemas.text(Topic.STEPS) + " ");
            registry.cut = true;
            for (int step = 1; step <= 100; step++) {
                bench.send(Topic.STEPS, JOB, writtenBy(id, bench, step));
            }
            assertThat(bench.deadLetters()).hasSize(100).containsOnly("REGISTRY_UNAVAILABLE");
            assertThat(registry.asked).as("questions that waited").isEqualTo(1);

            registry.cut = false;
            bench.driver.advanceWallClockTime(Duration.ofSeconds(31));
            bench.send(Topic.STEPS, JOB, writtenBy(id, bench, 101));
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    private static byte[] writtenBy(int id, TopologyBench bench, long step) {
        byte[] wire = bench.encoded(Topic.STEPS, step(step).build());
        ByteBuffer.wrap(wire).putInt(1, id);
        return wire;
    }
}
