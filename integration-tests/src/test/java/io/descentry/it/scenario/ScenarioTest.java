package io.descentry.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.DrivenTopology;
import io.descentry.registry.SchemaRegistryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every story of src/test/resources/scenarios through the real topology under the test driver. */
class ScenarioTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> stories() {
        return Scenario.files().stream().map(file -> story(file, UnaryOperator.identity()));
    }

    /** Whoever sends steps several at a time is told the same. */
    @TestFactory
    Stream<DynamicTest> storiesInBatches() {
        return Scenario.files().stream().map(file -> story(file, Batches::of));
    }

    private static DynamicTest story(Path file, UnaryOperator<List<ScenarioRecords.Event>> sent) {
        Scenario scenario = Scenario.read(file);
        return DynamicTest.dynamicTest(scenario.story(), file.toUri(), () -> play(scenario, sent));
    }

    private static void play(Scenario scenario, UnaryOperator<List<ScenarioRecords.Event>> asSent)
            throws SchemaRegistryException {
        try (var driven = new DrivenTopology(START)) {
            List<ScenarioRecords.Event> events = ScenarioRecords.events(scenario, START, UnaryOperator.identity());
            for (ScenarioRecords.Event event : asSent.apply(events)) {
                if (event instanceof ScenarioRecords.Sent sent) {
                    driven.send(sent.topic(), sent.value(), sent.time());
                } else if (event instanceof ScenarioRecords.Lag lag) {
                    driven.lag(lag.length());
                } else {
                    driven.until(event.time());
                }
            }
            Told told = Told.of(driven.events(), UnaryOperator.identity());
            Told expected = Told.expected(scenario);
            assertThat(told.alerts()).isEqualTo(expected.alerts());
            assertThat(told.incidents()).isEqualTo(expected.incidents());
            assertThat(driven.deadLetters()).isEqualTo(scenario.deadLetters());
        }
    }
}
