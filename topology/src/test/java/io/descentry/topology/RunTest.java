package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.START;
import static io.descentry.topology.TopologyBench.header;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several records that Kafka Streams takes for one are judged, refused and lost one by one. */
class RunTest {
    /** A schema at which there is a bug. */
    private static final byte[] TRIGGER = {0, 0, 0, 2, (byte) 0x9a, 1};

    private final TopologyBench bench =
            new TopologyBench(new WithBug(InMemorySchemaRegistry.withOurSchemas()), Map.of());

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void the_records_of_a_run_are_judged_as_if_each_came_alone() {
        List<byte[]> steps = steps(60, 40);
        bench.sendRun(Topic.STEPS, steps);
        List<String> together = bench.alerts();
        assertThat(together).isNotEmpty();
        try (var alone = new TopologyBench()) {
            steps.forEach(step -> alone.send(Topic.STEPS, JOB, step));
            assertThat(together).isEqualTo(alone.alerts());
        }
    }

    @Test
    void a_dead_letter_is_that_of_its_record_and_not_of_the_run() {
        List<byte[]> steps = new ArrayList<>(steps(4, -1));
        steps.set(2, new byte[] {7, 7, 7});
        steps.add(steps.get(0));
        bench.sendRun(Topic.STEPS, steps);
        List<TestRecord<byte[], byte[]>> letters = bench.rawDeadLetters();
        assertThat(letters).hasSize(1);
        assertThatItIsThatOf(2, letters.get(0));
        assertThat(letters.get(0).value()).containsExactly(7, 7, 7);
    }

    @Test
    void a_record_that_triggers_a_bug_costs_itself_and_none_of_those_around_it() {
        List<byte[]> steps = new ArrayList<>(steps(60, 40));
        steps.add(30, TRIGGER);
        bench.sendRun(Topic.STEPS, steps);
        List<TestRecord<byte[], byte[]>> letters = bench.rawDeadLetters();
        assertThat(letters).hasSize(1);
        assertThatItIsThatOf(30, letters.get(0));
        assertThat(letters.get(0).value()).isEqualTo(TRIGGER);
        try (var without = new TopologyBench()) {
            steps(60, 40).forEach(step -> without.send(Topic.STEPS, JOB, step));
            assertThat(bench.alerts()).isNotEmpty().isEqualTo(without.alerts());
        }

        bench.send(Topic.STEPS, JOB, TRIGGER);
        assertThat(header(bench.rawDeadLetters().get(0), DeadLetter.OFFSET))
                .as("what comes alone stands for itself")
                .isEqualTo("1");
    }

    @Test
    void nothing_that_is_written_tells_of_a_run() {
        List<byte[]> steps = new ArrayList<>(steps(60, 40));
        steps.add(TRIGGER);
        steps.add(new byte[] {7});
        bench.sendRun(Topic.STEPS, steps);
        assertThat(Stream.of(bench.rawDeadLetters(), bench.changelog(), bench.rawAlertEvents())
                        .flatMap(List::stream)
                        .flatMap(record -> Stream.of(record.headers().toArray())))
                .isNotEmpty()
                .noneMatch(header -> header.key().equals("descentry.run"));
    }

    private List<byte[]> steps(int number, int lost) {
        return IntStream.range(0, number)
                .mapToObj(at -> bench.encoded(
                        Topic.STEPS,
                        step(at).setLoss(at == lost ? Double.NaN : 2.0).build()))
                .toList();
    }

    private static void assertThatItIsThatOf(int number, TestRecord<byte[], byte[]> letter) {
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("descentry.steps");
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo(Integer.toString(100 + number));
        assertThat(letter.key()).isEqualTo(JOB.getBytes(StandardCharsets.UTF_8));
        assertThat(letter.timestamp()).isEqualTo(START.plusSeconds(number).toEpochMilli());
        assertThat(letter.headers().lastHeader("number").value()).containsExactly(number);
    }

    private record WithBug(SchemaRegistry registry) implements SchemaRegistry {
        @Override
        public Schema byId(int id) throws SchemaRegistryException {
            if (id == 666) {
                throw new IllegalStateException("a bug");
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
        public void close() {
            registry.close();
        }
    }
}
