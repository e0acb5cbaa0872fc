package io.descentry.it.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.descentry.it.support.NativeTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules do what they say, and whoever is called by one finds a page about it. */
class RulesTest {
    private static final Path DEPLOYED = Path.of("..", "deploy", "prometheus");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks", "service");
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void prometheus_reads_its_configuration_and_the_rules_that_it_names() throws Exception {
        passes("check", "config", DEPLOYED.resolve("prometheus.yml").toString());
    }

    @Test
    void rules_fire_where_they_should_and_nowhere_else() throws Exception {
        passes("test", "rules", DEPLOYED.resolve("rules-test.yml").toString());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void every_alert_has_a_case_a_severity_and_a_page(Rule rule) throws IOException {
        assertThat(rule.severity()).isIn("critical", "warning", "info");
        assertThat(rule.annotations().path("summary").asText()).endsWith(".").doesNotContain("{{");
        assertThat(rule.annotations().path("description").asText()).endsWith(".");
        assertThat(rule.annotations().path("runbook_url").asText()).endsWith("/service/" + rule.name() + ".md");
        assertThat(Files.readString(RUNBOOKS.resolve(rule.name() + ".md")))
                .startsWith("# " + rule.name() + "\n\nSeverity " + rule.severity() + ". ")
                .contains("## At three in the morning", "## When it fires", "## What it does not mean");
        assertThat(Files.readString(RUNBOOKS.resolve("README.md")))
                .contains("| [" + rule.name() + "](" + rule.name() + ".md) | " + rule.severity() + " |");
        assertThat(firing()).contains(rule.name());
    }

    @Test
    void no_page_is_without_an_alert() throws IOException {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(page -> !page.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(
                            alerts().stream().map(rule -> rule.name() + ".md").toList());
        }
    }

    /** An alerting rule. */
    record Rule(String name, JsonNode json) {
        String severity() {
            return json.path("labels").path("severity").asText();
        }

        JsonNode annotations() {
            return json.path("annotations");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> alerts() throws IOException {
        return YAML.readTree(DEPLOYED.resolve("alerting-rules.yml").toFile())
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(rule -> new Rule(rule.path("alert").asText(), rule))
                .toList();
    }

    /** Alerts that fire in one of the cases. */
    private static List<String> firing() throws IOException {
        return YAML.readTree(DEPLOYED.resolve("rules-test.yml").toFile())
                .path("tests")
                .valueStream()
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .filter(expected -> !expected.path("exp_alerts").isEmpty())
                .map(expected -> expected.path("alertname").asText())
                .toList();
    }

    private static void passes(String... arguments) throws Exception {
        NativeTools.Said said = NativeTools.run(NativeTools.find("promtool"), List.of(arguments));
        assertThat(said.code()).as(said.text()).isZero();
    }
}
