package io.descentry.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.app.Terminal;
import io.descentry.corpus.Labels;
import io.descentry.corpus.report.Report;
import io.descentry.detect.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {
    private static final Path DATA = Path.of("../corpus/data");
    private static final Path PICTURE = Path.of("../docs/images/run-picture.svg");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** One run with a NaN, one with a spike that this label calls a NaN, and one that nobody labelled. */
    @BeforeEach
    void threeRuns() throws IOException {
        for (String run : new String[] {"d086", "d015", "d050"}) {
            Files.copy(DATA.resolve(run + ".jsonl.gz"), folder.resolve(run + ".jsonl.gz"));
        }
        Files.writeString(folder.resolve("labels.csv"), """
                run,split,label,onset_step,end_step,layer,rank,notes
                d086,x,non_finite,127,,,,also:[gradient_explosion|loss_divergence|loss_spike]
                d015,x,non_finite,300,,,,also:[gradient_explosion|loss_divergence|loss_spike]
                """);
    }

    @Test
    void runs_are_scored_against_their_labels() throws IOException {
        Path json = folder.resolve("scores.json");

        assertThat(evaluate(folder.toString(), "--json", json.toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("non_finite                    2        1      1            0            0      0")
                .contains("missed non_finite: d015");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not scored, as it has no label: d050");
        var scores = new ObjectMapper().readTree(Files.readString(json));
        assertThat(scores.get("runs").intValue()).isEqualTo(2);
        assertThat(scores.get("kinds").get(0).get("recall").doubleValue()).isEqualTo(0.5);
    }

    @Test
    void causes_are_scored_where_they_are_known() throws IOException {
        Path causes = Files.writeString(folder.resolve("truth.csv"), """
                run,kind,cause,why
                d086,non_finite,no_such_cause,
                d015,non_finite,no_such_cause,
                """);

        assertThat(evaluate(folder.toString(), "--causes", causes.toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("right cause first: 0 of 2 (0.0 %), among the first three: 0 (0.0 %)");
        assertThat(evaluate(folder.toString(), "--causes", "no-such-file")).isEqualTo(2);
    }

    @Test
    void a_report_is_one_page_with_each_run() throws Exception {
        assertThat(evaluate(
                        folder.toString(), "--report", folder.resolve("pages").toString()))
                .isZero();
        assertThat(evaluate(
                        folder.toString(),
                        "--report",
                        folder.resolve("page.html").toString()))
                .isZero();

        assertThat(folder.resolve("pages/index.html")).hasSameTextualContentAs(folder.resolve("page.html"));
        var page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("page.html").toFile());
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(2);
    }

    @Test
    void the_picture_of_the_README_is_that_of_the_report() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("one"));
        Files.copy(DATA.resolve("d118.jsonl.gz"), runs.resolve("d118.jsonl.gz"));
        Files.copy(DATA.resolve("labels.csv"), runs.resolve("labels.csv"));
        Path page = folder.resolve("one.html");
        assertThat(evaluate(runs.toString(), "--report", page.toString())).isZero();

        String html = Files.readString(page);
        String style;
        try (InputStream css = Report.class.getResourceAsStream("picture.css")) {
            style = new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
        }
        String picture = html.substring(html.indexOf("<svg"), html.indexOf("</svg>"))
                        .replace("</title><rect", "</title><style>" + style + "</style><rect")
                + "</svg>\n";
        if (Boolean.getBoolean("approve")) {
            Files.writeString(PICTURE, picture);
        }
        assertThat(Files.readString(PICTURE)).isEqualTo(picture);
    }

    @Test
    void a_gate_decides_the_exit_code() throws IOException {
        Path gate = folder.resolve("gate.properties");

        Files.writeString(gate, "recall.non_finite.min = 0.5\ndelay.non_finite.median.max = 0\n");
        assertThat(evaluate(folder.toString(), "--gate", gate.toString())).isZero();

        Files.writeString(gate, "recall.non_finite.min = 0.9\n");
        assertThat(evaluate(folder.toString(), "--gate", gate.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("gate not met: recall.non_finite.min: 0.5000, wanted 0.9000");
    }

    @Test
    void the_recorded_runs_of_the_project_meet_its_gate() {
        assertThat(evaluate(DATA.toString(), "--gate", "../corpus/gate.properties"))
                .as(() -> out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    @Test
    void every_kind_in_service_with_recorded_runs_has_a_floor() throws IOException {
        var labelled = Labels.read(DATA).all().stream()
                .flatMap(label -> label.kinds().stream())
                .collect(Collectors.toSet());
        var gate = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("../corpus/gate.properties"))) {
            gate.load(reader);
        }

        assertThat(Kind.values())
                .filteredOn(kind -> labelled.contains(kind.id()))
                .hasSizeGreaterThan(20)
                .allSatisfy(kind -> assertThat(gate)
                        .containsKeys("recall." + kind.id() + ".min", "delay." + kind.id() + ".median.max"));
    }

    @Test
    void wrong_arguments_are_told_with_exit_code_2() throws IOException {
        Path gate = Files.writeString(folder.resolve("gate.properties"), "speed=1");

        assertThat(evaluate(folder.toString(), "--gate", gate.toString())).isEqualTo(2);
        assertThat(evaluate("no-such-directory")).isEqualTo(2);
        assertThat(evaluate()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown key speed")
                .contains("no such file or directory: no-such-directory");
    }

    private int evaluate(String... arguments) {
        Terminal terminal = Terminal.plain(out, err);
        var line = new CommandLine(new EvaluateCommand(terminal, new DetectionSource()));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        return line.execute(arguments);
    }
}
