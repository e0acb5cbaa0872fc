package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.START;
import static io.descentry.topology.TopologyBench.header;
import static io.descentry.topology.TopologyBench.job;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.DetectorSettings;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.detect.Catalogue;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of detectors in layers, changed while jobs run. */
class RunningSettingsTest {
    private static final Map<String, String> MILD = Map.of("non_finite.severity", "info");
    private static final Map<String, String> STRICT = Map.of("loss_spike.ratio", "2", "loss_spike.lone-ratio", "2");
    private static final Map<String, String> LAX = Map.of("loss_spike.ratio", "9", "loss_spike.lone-ratio", "9");

    private final TopologyBench bench = new TopologyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest(name = "service {0}, global {1}, project {2}, description {3}, job {4}: {5}")
    @CsvSource({
        ",     ,      ,      ,      ,      CRITICAL",
        "info, ,      ,      ,      ,      INFO",
        "info, warning,,     ,      ,      WARNING",
        "info, info,  warning,,     ,      WARNING",
        "info, info,  info,  warning,,     WARNING",
        "info, info,  info,  info,  warning, WARNING",
        "info, default,,     ,      ,      CRITICAL",
        ",     ,      ,      ,      info,  INFO",
        ",     info,  ,      default,,     CRITICAL"
    })
    void the_narrower_scope_wins(
            String service, String global, String project, String description, String job, String severity) {
        try (var layered =
                new TopologyBench(Catalogue.standard().with(severity(service)).catalogue())) {
            set(layered, "global", severity(global));
            set(layered, "project:vision", severity(project));
            set(layered, "project:speech", severity("critical"));
            set(layered, "job:" + JOB, severity(job));
            set(layered, "job:another", severity("critical"));
            layered.send(Topic.JOBS, described(severity(description)));
            layered.send(step(0).setLoss(Double.NaN).build());
            assertThat(layered.alertEvents())
                    .singleElement()
                    .extracting(event -> event.getSeverity().name())
                    .isEqualTo(severity);
            assertThat(layered.deadLetters()).isEmpty();
        }
    }

    @Test
    void a_job_takes_a_change_at_its_next_record_and_forgets_nothing() {
        set(bench, "global", LAX);
        steps(0, 200);
        bench.send(step(200).setLoss(8.0).build());
        assertThat(bench.alerts()).isEmpty();

        steps(201, 210);
        set(bench, "job:" + JOB, STRICT);
        bench.send(step(210).setLoss(8.0).build());
        assertThat(bench.alerts()).containsExactly("loss_spike FIRING at 210");
    }

    @Test
    void what_is_unset_falls_back_to_the_wider_scope() {
        set(bench, "global", LAX);
        set(bench, "job:" + JOB, STRICT);
        steps(0, 200);
        bench.send(Topic.SETTINGS, "job:" + JOB, null);
        bench.send(step(200).setLoss(8.0).build());
        assertThat(bench.alerts()).isEmpty();

        bench.send(Topic.SETTINGS, "global", null);
        bench.send(step(201).setLoss(8.0).build());
        assertThat(bench.alerts()).containsExactly("loss_spike FIRING at 201");
    }

    @Test
    void a_record_replaces_all_that_its_scope_set_before() {
        set(bench, "global", MILD);
        set(bench, "global", LAX);
        bench.send(step(0).setLoss(Double.NaN).build());
        assertThat(bench.alertEvents())
                .extracting(AlertEvent::getSeverity)
                .extracting(Enum::name)
                .containsExactly("CRITICAL");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "loss_spike.rato,  3,    there is no such setting",
        "loss_spike.ratio, lots, is no number",
        "loss_spike.ratio, -1,   is out of range",
        "loss_spike,       1,    there is no such setting"
    })
    void a_wrong_value_is_refused_with_a_reason_and_the_old_one_stays(String key, String value, String reason) {
        set(bench, "global", MILD);
        set(bench, "global", Map.of("non_finite.severity", "critical", key, value));

        bench.send(step(0).setLoss(Double.NaN).build());
        assertThat(bench.alertEvents())
                .extracting(AlertEvent::getSeverity)
                .extracting(Enum::name)
                .containsExactly("INFO");

        bench.driver.advanceWallClockTime(Duration.ofSeconds(2));
        TestRecord<byte[], byte[]> letter = bench.rawDeadLetters().get(0);
        assertThat(new String(letter.key(), StandardCharsets.UTF_8)).isEqualTo("global");
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo("SETTING_REFUSED");
        assertThat(header(letter, DeadLetter.MESSAGE)).startsWith(key + ": " + reason);
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("descentry.settings");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("1");

        bench.driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(bench.deadLetters()).as("told once").isEmpty();
    }

    @Test
    void what_cannot_be_read_or_is_for_nobody_leaves_the_table_as_it_is() {
        set(bench, "global", MILD);
        byte[] sound = bench.encoded(Topic.SETTINGS, settings("global", LAX));
        bench.send(Topic.SETTINGS, "global", new byte[] {0, 1, 2});
        bench.send(Topic.SETTINGS, "project:", sound);
        bench.send(Topic.SETTINGS, "everybody", sound);
        bench.send(Topic.SETTINGS, "project:vision", sound);
        bench.driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(bench.deadLetters()).containsExactly("UNDECODABLE", "KEY_MISMATCH", "KEY_MISMATCH", "KEY_MISMATCH");
        KeyValueStore<Bytes, byte[]> store = bench.driver.getKeyValueStore("settings-in-force");
        assertThat(store.approximateNumEntries()).isEqualTo(1);

        bench.send(step(0).setLoss(Double.NaN).build());
        assertThat(bench.alertEvents())
                .extracting(AlertEvent::getSeverity)
                .extracting(Enum::name)
                .containsExactly("INFO");
    }

    @Test
    void what_was_put_right_before_anybody_was_told_needs_no_telling() {
        set(bench, "global", Map.of("loss_spike.rato", "3"));
        set(bench, "global", LAX);
        bench.driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void a_description_with_wrong_settings_is_taken_without_them() {
        bench.send(
                Topic.JOBS,
                described(Map.of(
                        "non_finite.severity", "info", "non_finite.colour", "hunter2", "plateau_mid.enabled", "no")));
        TestRecord<byte[], byte[]> letter = bench.rawDeadLetters().get(0);
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo("SETTING_REFUSED");
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("descentry.jobs");
        assertThat(header(letter, DeadLetter.MESSAGE))
                .contains("non_finite.colour: there is no such setting", "plateau_mid.enabled: must be true or false")
                .doesNotContain("hunter2");

        bench.send(step(0).setLoss(Double.NaN).build());
        assertThat(bench.alertEvents()).singleElement().satisfies(event -> {
            assertThat(event.getSeverity().name()).isEqualTo("INFO");
            assertThat(event.getProject()).isEqualTo("vision");
        });
    }

    private void steps(int from, int to) {
        for (int step = from; step < to; step++) {
            bench.send(step(step).setLoss(2.0 + 0.01 * (step % 7)).build());
        }
    }

    private static Map<String, String> severity(String value) {
        return value == null ? Map.of() : Map.of("non_finite.severity", value);
    }

    private static JobDescription described(Map<String, String> settings) {
        return JobDescription.newBuilder(job(JobState.RUNNING, 1))
                .setProject("vision")
                .setSettings(settings)
                .build();
    }

    private static void set(TopologyBench bench, String scope, Map<String, String> settings) {
        bench.send(Topic.SETTINGS, settings(scope, settings));
    }

    private static DetectorSettings settings(String scope, Map<String, String> settings) {
        return DetectorSettings.newBuilder()
                .setScope(scope)
                .setSettings(settings)
                .setTime(START)
                .build();
    }
}
