package io.descentry.corpus.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.ObservedKind;
import io.descentry.corpus.Causes;
import io.descentry.corpus.Course;
import io.descentry.corpus.Label;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Run;
import io.descentry.corpus.Scorecard;
import io.descentry.corpus.Truth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
    private static final Path PICTURE = Path.of("../docs/images/evaluation-picture.svg");
    private static final Path DATA = Path.of("data");

    private static final Label SPIKE = new Label(
            "d015", Set.of("loss_spike"), Set.of("update_ratio_high"), 300, 360, null, -1, "rate < 200 & \"high\"");
    private static final Label WELL = new Label("d002", Set.of(), Set.of(), 0, -1, null, -1, "");
    private static final Label MISSED = new Label("d086", Set.of("non_finite"), Set.of(), 127, -1, null, -1, "");

    @TempDir
    private Path folder;

    private Document page = page("<html/>");

    /** A spike that is told, a healthy run with a false alarm, and a NaN that is missed. */
    @BeforeEach
    void report() throws IOException {
        var events = Map.of(
                "d015",
                        List.of(
                                alert("d015", "loss_spike", 300, 303, 330),
                                alert("d015", "update_ratio_high", 300, 301, 340)),
                "d002", List.of(alert("d002", "overfitting\u0000]]></script><b>", 40, 60, 80)),
                "d086", List.<AlertEvent>of());
        var labels = new LinkedHashMap<String, Label>();
        List.of(SPIKE, WELL, MISSED).forEach(label -> labels.put(label.run(), label));
        Files.writeString(folder.resolve("labels.csv"), "run,cause\nd015,rate_too_high\n");
        Scorecard card = Scorecard.of(
                new Truth(labels, Causes.read(folder, null), Map.of("d002", 220L)),
                events.values().stream()
                        .flatMap(List::stream)
                        .map(ReportedAlert::of)
                        .toList(),
                List.of("non_finite", "loss_spike", "overfitting"));
        var out = new StringWriter();
        try (Report report = new Report(out, "corpus <1>", card)) {
            for (Label label : labels.values()) {
                report.add(label, course(label), events.getOrDefault(label.run(), List.of()));
            }
        }
        page = page(out.toString());
    }

    @Test
    void is_a_page_with_the_score_on_top() {
        assertThat(text(elements("h1").get(0))).isEqualTo("Evaluation of corpus <1>");
        assertThat(elements("th")).hasSize(11);
        assertThat(elements("tr").stream().map(ReportTest::cells).toList())
                .contains(
                        List.of("non_finite", "1", "0", "1", "0", "0.000", "", "", "", "", ""),
                        List.of("loss_spike", "1", "1", "0", "0", "1.000", "1.000", "3", "3", "0.000", "1.000"));
    }

    @Test
    void needs_nothing_from_elsewhere() {
        for (String name : List.of("src", "href", "action", "data")) {
            assertThat(elements("*").stream()
                            .map(element -> element.getAttribute(name))
                            .filter(value -> !value.isEmpty() && !value.startsWith("#")))
                    .isEmpty();
        }
        assertThat(elements("link")).isEmpty();
        elements("style").forEach(style -> assertThat(text(style)).doesNotContain("url(", "@import"));
    }

    @Test
    void each_run_can_be_found_by_kind_and_by_what_became_of_it() {
        assertThat(elements("article").stream()
                        .map(run -> run.getAttribute("data-run") + ": " + run.getAttribute("data-states")))
                .containsExactly(
                        "d015: detected faulty wrong-cause", "d002: false-alarm healthy", "d086: faulty missed");
        assertThat(elements("article").get(0).getAttribute("data-kinds")).isEqualTo("loss_spike update_ratio_high");
    }

    @Test
    void each_run_has_a_picture_of_its_curves_with_truth_and_alerts() {
        List<Element> pictures = elements("svg");

        assertThat(pictures).hasSize(3);
        assertThat(classes(pictures.get(0)))
                .contains(
                        "curve loss",
                        "curve norm",
                        "curve validation",
                        "truth band",
                        "fired detection",
                        "fired allowed")
                .doesNotContain("fired false", "gap");
        assertThat(classes(pictures.get(1))).contains("fired false").doesNotContain("truth", "truth band");
        assertThat(classes(pictures.get(2))).contains("gap").doesNotContain("fired detection");
    }

    @Test
    void an_alert_says_why_and_what_to_try() {
        Element alert = elements("details").get(0);

        assertThat(text(alert))
                .contains(
                        "detection loss_spike · warning · loss · fired at step 303, visible since 300 · 3 after the onset")
                .contains("jumped & stayed <high>")
                .contains("loss is no number (loss at step 303: NAN, expected 0.5, bar 1.2e-4)")
                .contains("clipping 70 % the norm grew")
                .contains("rate_too_high 30 % \u2713 the rate is 0.4")
                .contains("Lower the rate.");
        assertThat(text(elements("details").get(2))).contains("false alarm overfitting\uFFFD]]></script><b>");
    }

    /** Renewed by -Dapprove=true; the picture in the documentation. */
    @Test
    void the_picture_in_the_documentation_is_what_is_drawn() throws IOException {
        Label label = new Label("d015", SPIKE.kinds(), SPIKE.also(), 300, 360, null, -1, "");
        List<AlertEvent> events =
                List.of(alert("d015", "loss_spike", 300, 303, 330), alert("d015", "overfitting", 450, 480, 540));
        String picture = Picture.alone(course(label), label, Told.of(events, label)) + "\n";
        page(picture);
        if (Boolean.getBoolean("approve")) {
            Files.createDirectories(PICTURE.resolveSibling(""));
            Files.writeString(PICTURE, picture);
        }
        assertThat(picture).isEqualTo(Files.readString(PICTURE));
    }

    private static Course course(Label label) throws IOException {
        return Course.of(Run.in(DATA.resolve(label.run() + ".jsonl.gz")));
    }

    private static AlertEvent alert(String job, String kind, long first, long detected, long last) {
        return AlertEvent.newBuilder()
                .setEventId("e")
                .setFingerprint("f")
                .setKind(kind)
                .setAlertName("TrainingLossSpike")
                .setStatus(AlertStatus.FIRING)
                .setSeverity(AlertSeverity.WARNING)
                .setTime(Instant.EPOCH)
                .setJobId(job)
                .setAttempt(0)
                .setSubject("loss")
                .setFirstStep(first)
                .setLastStep(last)
                .setDetectedStep(detected)
                .setStartedAt(Instant.EPOCH)
                .setDetectedAt(Instant.EPOCH)
                .setSummary("s")
                .setDescription("jumped & stayed <high>")
                .setEvidence(List.of(Evidence.newBuilder()
                        .setSeries("loss")
                        .setStep(detected)
                        .setObservedKind(ObservedKind.NAN)
                        .setExpected(0.5)
                        .setBar(0.00012)
                        .setText("loss is no number")
                        .build()))
                .setCauses(List.of(
                        cause("clipping", 0.7, "the norm grew"), cause("rate_too_high", 0.3, "the rate is 0.4")))
                .setMembers(List.of())
                .setRemedies(List.of("Lower the rate."))
                .build();
    }

    private static Cause cause(String id, double score, String why) {
        return Cause.newBuilder().setId(id).setScore(score).setWhy(why).build();
    }

    private List<Element> elements(String name) {
        return elements(page.getDocumentElement(), name);
    }

    private static List<Element> elements(Element within, String name) {
        NodeList found = within.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static List<String> classes(Element picture) {
        return elements(picture, "*").stream()
                .map(element -> element.getAttribute("class"))
                .distinct()
                .toList();
    }

    private static List<String> cells(Element row) {
        return elements(row, "td").stream().map(ReportTest::text).toList();
    }

    private static String text(Element element) {
        return element.getTextContent();
    }

    private static Document page(String text) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        }
    }
}
