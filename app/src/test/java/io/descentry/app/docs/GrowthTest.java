package io.descentry.app.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures of docs/growth.md follow from what was measured, which stands there too, and the model from these. */
class GrowthTest {
    private static final Page PAGE = new Page("growth.md");

    /** Of the benchmark: one step in so many is bad; its alert begins and ends, and asks for a commit at both. */
    private static final double STEPS_AN_ALERT = 10_000;

    /** PromptCommits lets alerts ask so often a second. */
    private static final double MOST_PROMPT_COMMITS = 10;

    /** A model has three parts; from fewer loads it would only repeat them. */
    private static final int ENOUGH = 5;

    /** With -Dbench=FILE the table of what was measured is made anew, before what follows from it. */
    @BeforeAll
    static void takeWhatWasMeasured() throws IOException {
        String bench = System.getProperty("bench");
        if (bench != null) {
            JsonNode json = new ObjectMapper().readTree(Path.of(bench).toFile());
            PAGE.holds(
                    "measured",
                    String.format(
                                    "%s; %s.%n%n",
                                    json.path("began").asText().substring(0, 10),
                                    json.path("machine").asText())
                            + Page.table(
                                    Measured.HEAD,
                                    Measured.of(json).stream()
                                            .map(Measured::row)
                                            .toList()));
        }
    }

    @Test
    void the_model_follows_from_it() throws IOException {
        CostModel model = model();
        PAGE.holds(
                "model",
                Page.table(
                        List.of("part", "CPU"),
                        List.of(
                                List.of("each record", text("%.1f µs", model.record())),
                                List.of("each layer of 8 statistics", text("%.0f ns", 1e3 * model.layer())),
                                List.of("each kB into changelogs", text("%.1f µs", model.kilobyte())))));
    }

    @Test
    void it_foretells_each_load_from_the_others() throws IOException {
        List<Measured> loads = measured();
        if (loads.size() < ENOUGH) {
            PAGE.holds("checks", "Not measured yet: the grids of `./descentry bench`.\n");
            return;
        }
        List<Double> foretold = CostModel.foretold(loads);
        Sizing sizing = new Sizing(model(), given());
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            Measured load = loads.get(i);
            double prompt = Math.min(MOST_PROMPT_COMMITS, 2 * load.rate() / STEPS_AN_ALERT);
            double least = sizing.logged(load.rate(), load.jobs(), load.layers(), 1 / load.commit());
            double most = sizing.logged(load.rate(), load.jobs(), load.layers(), 1 / load.commit() + prompt);
            rows.add(List.of(
                    load.what(),
                    text("%.1f", load.micros()),
                    text("%.1f", foretold.get(i)),
                    text("%+.0f %%", 100 * (foretold.get(i) / load.micros() - 1)),
                    text("%.1f", load.logged()),
                    text("%.1f to %.1f", least, most)));
        }
        PAGE.holds(
                "checks",
                Page.table(
                        List.of(
                                "load",
                                "CPU of a record, µs",
                                "foretold",
                                "off by",
                                "changelogs, MB/s",
                                "foretold, without and with commits for alerts"),
                        rows));
    }

    @Test
    void the_sizes_follow_from_the_model() throws IOException {
        Sizing sizing = new Sizing(model(), given());
        List<List<String>> rows = new ArrayList<>();
        for (int jobs : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
            for (double[] load : new double[][] {{1, 1}, {1, 30}, {0.1, 30}}) {
                rows.add(sizing.row(jobs, load[0], (int) sizing.given("layers of a job"), load[1]));
            }
        }
        PAGE.holds("sizes", Page.table(Sizing.HEAD, rows));
    }

    @Test
    void the_model_finds_what_is_there() {
        CostModel truth = new CostModel(6, 0.05, 2);
        List<Measured> loads = new ArrayList<>();
        for (int layers : new int[] {10, 50, 500}) {
            for (double logged : new double[] {1, 10, 30}) {
                double micros = truth.micros(layers, 1e3 * logged / 20_000);
                loads.add(new Measured("written", 20_000, 1_000, layers, 1, micros, logged));
            }
        }
        CostModel found = CostModel.nearestTo(loads);
        assertThat(found.record()).isCloseTo(6, within(1e-6));
        assertThat(found.layer()).isCloseTo(0.05, within(1e-6));
        assertThat(found.kilobyte()).isCloseTo(2, within(1e-6));
    }

    /** From grids, or from one load and what layers and bytes cost by themselves. */
    private static CostModel model() throws IOException {
        List<Measured> loads = measured();
        if (loads.size() >= ENOUGH) {
            return CostModel.nearestTo(loads);
        }
        return CostModel.by(loads.get(0), given("CPU of a layer, µs"), given("CPU of a kB written, µs"));
    }

    private static List<Measured> measured() throws IOException {
        return rows("measured").stream().map(Measured::of).toList();
    }

    private static double given(String name) throws IOException {
        return Objects.requireNonNull(given().get(name), name);
    }

    private static Map<String, Double> given() throws IOException {
        return rows("given").stream()
                .collect(Collectors.toMap(cells -> cells.get(0), cells -> Double.parseDouble(cells.get(1))));
    }

    /** The cells of the table of a part, without its head. */
    private static List<List<String>> rows(String part) throws IOException {
        return PAGE.part(part)
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @SuppressWarnings("AnnotateFormatMethod") // Its annotation is in a library that is not needed otherwise.
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
