package io.descentry.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.app.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {
    private static final Path DATA = Path.of("../corpus/data");
    private static final Path NAN_AT_127 = DATA.resolve("d086.jsonl.gz");
    private static final Path NAN_IN_A_FINISHED_RUN = DATA.resolve("d013.jsonl.gz");
    private static final Path NAN_AT_140 = DATA.resolve("d050.jsonl.gz");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.plain(out, err);

    @Test
    void a_recorded_fault_comes_out_as_alert_events() throws IOException {
        assertThat(replay(NAN_AT_127)).isZero();

        List<JsonNode> events = events(out.toString(StandardCharsets.UTF_8)).stream()
                .filter(event -> event.get("kind").textValue().equals("non_finite"))
                .toList();
        assertThat(events.get(0).get("status").textValue()).isEqualTo("FIRING");
        assertThat(events.get(0).get("severity").textValue()).isEqualTo("critical");
        assertThat(events.get(0).get("detected_step").longValue()).isBetween(125L, 128L);
        assertThat(events.get(0).get("evidence")).isNotEmpty();
        assertThat(events.get(events.size() - 1).get("status").textValue())
                .as("the log breaks off, and nobody knows that it is over")
                .isEqualTo("FIRING");
        assertThat(shown()).contains("1 runs judged, ");
    }

    @Test
    void alerts_end_with_their_job() throws IOException {
        assertThat(replay(NAN_IN_A_FINISHED_RUN)).isZero();

        List<JsonNode> events = events(out.toString(StandardCharsets.UTF_8)).stream()
                .filter(event -> event.get("kind").textValue().equals("non_finite"))
                .toList();
        assertThat(events).extracting(event -> event.get("status").textValue()).containsExactly("FIRING", "RESOLVED");
    }

    @Test
    void events_are_written_in_the_order_of_the_names_of_the_runs() throws IOException {
        Path alerts = folder.resolve("alerts.jsonl");

        assertThat(replay(NAN_AT_127, NAN_AT_140, Path.of("--alerts"), alerts)).isZero();

        List<String> jobs = events(Files.readString(alerts)).stream()
                .map(event -> event.get("job_id").textValue())
                .toList();
        assertThat(jobs).isSorted().contains("d050", "d086");
        assertThat(out.size()).isZero();
    }

    @Test
    void the_same_runs_always_give_the_same_events() {
        replay(NAN_AT_127, NAN_AT_140);
        byte[] first = out.toByteArray();
        out.reset();
        replay(NAN_AT_140, NAN_AT_127);

        assertThat(out.toByteArray()).isEqualTo(first);
    }

    @Test
    void an_unreadable_run_is_an_error_that_names_the_line() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"type\":\"job\"}\nnonsense\n");

        assertThat(replay(broken)).isEqualTo(1);
        assertThat(shown()).contains("broken.jsonl, line 2: ");
    }

    @Test
    void records_that_make_no_sense_are_counted_not_judged() throws IOException {
        Path odd = Files.writeString(
                folder.resolve("odd.jsonl"),
                "{\"type\":\"job\"}\n{\"type\":\"step\",\"step\":1}\n{\"type\":\"step\",\"step\":-1}\n{\"type\":\"step\",\"step\":1}\n");

        assertThat(replay(odd)).isZero();
        assertThat(shown())
                .contains("records not judged: refused NEGATIVE_STEP 1")
                .contains("records not judged: ignored DUPLICATE 1");
    }

    @Test
    void settings_can_be_tried_before_they_are_put_in_force() throws IOException {
        Path settings = Files.writeString(
                folder.resolve("change.properties"), "detector.non_finite.severity=info\nloss_spike.enabled=false\n");
        assertThat(replay(NAN_AT_127, Path.of("--settings"), settings)).isZero();
        assertThat(events(out.toString(StandardCharsets.UTF_8)))
                .anyMatch(event -> event.get("kind").textValue().equals("non_finite")
                        && event.get("severity").textValue().equals("info"))
                .noneMatch(event -> event.get("kind").textValue().equals("loss_spike"));

        Files.writeString(settings, "non_finite.severity=urgent\nloss_spike.enable=false\n");
        assertThat(replay(NAN_AT_127, Path.of("--settings"), settings)).isEqualTo(2);
        assertThat(shown())
                .contains("must be info, warning, critical or default")
                .contains("did you mean detector.loss_spike.enabled?");
    }

    @Test
    void wrong_arguments_are_told_with_exit_code_2() throws IOException {
        assertThat(replay(Path.of("no-such-file.jsonl"))).isEqualTo(2);
        assertThat(shown()).contains("no such file or directory: no-such-file.jsonl");
        assertThat(replay(NAN_AT_127, Path.of("--through"), Path.of("mail"))).isEqualTo(2);
        assertThat(shown()).contains("--through is one of [detection], not mail");
        assertThat(replay(folder)).isEqualTo(2);
        Path copy = Files.copy(NAN_AT_127, folder.resolve("copy.jsonl.gz"));
        assertThat(replay(NAN_AT_127, copy)).isEqualTo(2);
        assertThat(shown()).contains("are both of job d086");
    }

    private int replay(Path... arguments) {
        var command = new ReplayCommand(terminal, Map.of("detection", new DetectionSource()));
        var line = new CommandLine(command);
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return line.execute(texts);
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> events(String lines) throws JsonProcessingException {
        var json = new ObjectMapper();
        var events = new ArrayList<JsonNode>();
        for (String line : lines.lines().toList()) {
            events.add(json.readTree(line));
        }
        return events;
    }
}
