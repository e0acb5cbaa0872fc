package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.Run;
import io.descentry.it.prometheus.PrometheusServer;
import io.descentry.it.prometheus.Promised;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One machine, from trainers to the people who are told: recorded runs and a simulated cluster are judged, stored, shown and
 * told, while one part after the other is stopped and started again. {@code deploy/local/check} runs this.
 */
@ExtendWith(SinkStack.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CheckIT {
    /** Faults of all families, and healthy runs among them. */
    private static final List<String> RUNS = List.of(
            "d015", "d070", "d067", "d001", "d123", "d056", "d118", "d079", "d100", "d125", "d013", "d012", "d089",
            "d084", "d121", "d075", "d002", "d003", "d004", "d005");

    /** What is sent while something is away. */
    private static final List<List<String>> LATER =
            List.of(List.of("d006", "d007"), List.of("d008", "d009"), List.of("d010", "d011"), List.of("d014", "d016"));

    /** Rows that other tests of the stack write are none of this site's. */
    private static final String OURS = " WHERE job_id NOT LIKE 'sink-%'";

    private static final Path IMAGES = Path.of("..", "docs", "images");

    private final Instant began = Instant.now();
    private final Site site;
    private Instant start = began;
    private long before;

    CheckIT(SinkStack stack, @TempDir Path directory) throws Exception {
        site = new Site(stack, directory);
    }

    @BeforeAll
    void all_is_started_and_trainers_send() throws Exception {
        say("Kafka, registry, Connect and PostgreSQL are up");
        site.start();
        say("service, Prometheus, Alertmanager and bridge are up");
        long records = site.replay(RUNS, Duration.ofSeconds(20));
        say("%d recorded runs replayed: %d records", RUNS.size(), records);
        start = Instant.now().minus(Site.LENGTH);
        say("60 jobs of a cluster simulated: %d records", site.simulate(start));
        site.disturb();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    @Order(1)
    void every_alert_stands_in_the_tables_once_with_its_life() throws Exception {
        AlertsTold told = standsInTheTables();
        say(
                "%d events of %d alerts, %d of them open, stand in PostgreSQL once each",
                told.events().size(), told.lives().size(), told.open().size());
    }

    @Test
    @Order(2)
    void the_fault_of_every_run_is_found_and_no_healthy_run_is_alarmed() throws Exception {
        AlertsTold told = site.judged();
        Labels labels = Labels.read(Path.of("..", "corpus", "data"));
        int found = 0;
        for (Run run : Site.runs(RUNS)) {
            Label truth = labels.of(run.name()).orElseThrow();
            String job = run.jobId();
            if (truth.healthy()) {
                assertThat(told.kinds(job, severity -> severity != AlertSeverity.INFO))
                        .as(run.name())
                        .isEmpty();
            } else {
                assertThat(told.kinds(job, severity -> true)).as(run.name()).containsAnyElementsOf(truth.kinds());
                found++;
            }
        }
        say("the faults of %d runs are found, no healthy one of %d is alarmed", found, RUNS.size() - found);
    }

    @Test
    @Order(3)
    void every_panel_has_something_to_show() throws Exception {
        await().atMost(SinkStack.LONG)
                .until(() -> !site.stack.database.values(jobToShow()).isEmpty());
        Grafana grafana = grafana();
        int queries = 0;
        for (Dashboard dashboard : Dashboard.all()) {
            for (Dashboard.Query query : dashboard.queries()) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(rows(grafana, query))
                                .as("%s: %s", query, query.text())
                                .isNotEmpty());
                queries++;
            }
            draw(grafana, dashboard);
        }
        say("%d queries of %d dashboards return rows", queries, Dashboard.all().size());
    }

    @Test
    @Order(4)
    void every_promised_metric_is_there_and_every_rule_is_evaluated_and_quiet() throws Exception {
        PrometheusServer prometheus = site.monitoring.prometheus;
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(prometheus.names()).containsAll(Promised.metrics()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(prometheus.unevaluatedRules()).isEmpty());
        // All are well, and that is noticed.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(prometheus.alerts()).isEmpty());
        say(
                "%d metrics are there, every rule of Prometheus is evaluated",
                Promised.metrics().size());
    }

    @Test
    @Order(5)
    void every_incident_is_told_once() throws Exception {
        Told told = isTold();
        say(
                "%d messages of Alertmanager: each incident told, none twice",
                told.messages().size());
    }

    @Test
    @Order(6)
    void what_is_stopped_and_started_again_loses_and_doubles_nothing() throws Exception {
        SinkStack stack = site.stack;
        before = written();
        outage("PostgreSQL", 0, stack.database::stop, stack.database::restart);
        outage("Connect", 1, this::killWhileItWrites, stack.connect::start);
        outage("Alertmanager", 2, site.monitoring.alertmanager::stop, site.monitoring.alertmanager::start);
        // A worker that starts meanwhile knows no schema.
        outage(
                "the registry",
                3,
                () -> {
                    stack.kafka.stop();
                    stack.connect.kill();
                    stack.connect.start();
                },
                stack.kafka::restart);
        await().atMost(SinkStack.LONG).until(stack.connect::answers);
        await().atMost(SinkStack.LONG).until(stack.connect::runs);
        AlertsTold told = standsInTheTables();
        isTold();
        say(
                "nothing lost, nothing doubled: %d events of %d alerts",
                told.events().size(), told.lives().size());
    }

    @Test
    @Order(7)
    void who_is_called_finds_commands_that_work_and_a_reset_tells_the_same_alerts() throws Exception {
        OnCall onCall = site.onCall();
        Assumptions.assumeTrue(onCall.isEquipped(), "curl and jq are needed for the commands of the operations page");
        assertThat(onCall.does("At three in the morning"))
                .contains("\"status\":\"UP\"", "descentry_readings_total{", "LOG-END-OFFSET", "\"alerts\":[{");
        assertThat(onCall.does("Dead letters")).contains("descentry.reason:UNDECODABLE");
        assertThat(onCall.does("RESTORING takes long").strip()).isEqualTo("0");
        long rows = written();
        assertThat(onCall.does("The sink fails"))
                .contains(
                        "\"name\":\"descentry-alert-events\",\"connector\":\"RUNNING\"",
                        "offsets",
                        "reset successfully");
        await().atMost(SinkStack.LONG).until(site.stack.connect::runs);
        reset(onCall);
        assertThat(written()).isGreaterThanOrEqualTo(rows);
        say("the commands of the operations page ran, and a reset told the same alerts");
    }

    /** Of recorded runs: which jobs of a cluster are heard of first is not the same when all come at once. */
    private void reset(OnCall onCall) throws Exception {
        Set<String> told = began();
        List<String> steps = onCall.steps("Reset and replay");
        site.service.stop();
        assertThat(onCall.run(steps.get(0))).contains("Empty");
        assertThat(onCall.run(steps.get(1))).contains("Dry run", "descentry.steps Partition: 0 Offset: 0");
        onCall.run(steps.get(1).replace("--dry-run ", ""));
        onCall.run(steps.get(2));
        assertThat(onCall.run(steps.get(3))).containsPattern("descentry.alerts +created");
        site.stack.database.execute("TRUNCATE alerts, job_health");
        site.service.start();
        site.awaitReady();
        assertThat(onCall.run(steps.get(4))).contains("LOG-END-OFFSET");
        await().atMost(SinkStack.LONG).untilAsserted(() -> {
            assertThat(began()).isNotEmpty().isEqualTo(told);
            assertThat(texts("SELECT fingerprint || ' ' || status FROM alerts WHERE job_id ~ '^d[0-9]+$'"))
                    .isEqualTo(sorted(site.judged().open().stream()
                            .filter(CheckIT::isRecorded)
                            .map(event -> event.getFingerprint() + " " + event.getStatus())
                            .toList()));
        });
    }

    /** Ids of the beginnings of alerts of recorded runs, without those for information. */
    private Set<String> began() {
        return sorted(site.judged().events().stream()
                .filter(CheckIT::isRecorded)
                .filter(event -> event.getStatus() == AlertStatus.FIRING && event.getSeverity() != AlertSeverity.INFO)
                .map(AlertEvent::getEventId)
                .toList());
    }

    private static boolean isRecorded(AlertEvent event) {
        return event.getJobId().matches("d\\d+");
    }

    private interface Step {
        void run() throws Exception;
    }

    private void outage(String what, int part, Step stop, Step start) throws Exception {
        stop.run();
        site.replay(LATER.get(part), Duration.ofSeconds(4));
        int events = site.judged().events().size();
        start.run();
        say(
                "%s was away while %d recorded runs were judged, %d events so far",
                what, LATER.get(part).size(), events);
    }

    /** While it writes what it could not before: what it has written and not committed comes again. */
    private void killWhileItWrites() {
        await().pollInterval(Duration.ofMillis(20)).atMost(SinkStack.LONG).until(() -> written() > before);
        site.stack.connect.kill();
    }

    private long written() throws SQLException {
        return site.stack.database.number("SELECT count(*) FROM alert_events");
    }

    /** What a committed reader saw, each event once, is what stands there, and what is open is what began and has not ended. */
    private AlertsTold standsInTheTables() {
        await().atMost(SinkStack.LONG).untilAsserted(() -> {
            AlertsTold told = site.judged();
            assertThat(told.doubled()).isEmpty();
            assertThat(told.lives()).isNotEmpty().allSatisfy((alert, life) -> {
                assertThat(life.get(0)).isEqualTo(AlertStatus.FIRING);
                assertThat(life.subList(1, life.size())).doesNotContain(AlertStatus.FIRING);
                assertThat(life.subList(0, life.size() - 1)).doesNotContain(AlertStatus.RESOLVED);
            });
            assertThat(stored()).isEqualTo(told.rows());
            assertThat(texts("SELECT fingerprint || ' ' || status FROM alerts" + OURS))
                    .isEqualTo(sorted(told.open().stream()
                            .map(event -> event.getFingerprint() + " " + event.getStatus())
                            .toList()));
            assertThat(site.stack.database.number("SELECT count(*) FROM alert_regions" + OURS))
                    .isEqualTo(told.lives().size());
        });
        return site.judged();
    }

    private Map<String, String> stored() throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        for (Map<String, @Nullable Object> row : site.stack.database.query(
                "SELECT event_id, fingerprint || ' ' || job_id || ' ' || kind || ' ' || status || ' ' || severity || ' '"
                        + " || round(extract(epoch from time) * 1000)::bigint AS said FROM alert_events" + OURS)) {
            rows.put(String.valueOf(row.get("event_id")), String.valueOf(row.get("said")));
        }
        return rows;
    }

    private Set<String> texts(String sql) throws SQLException {
        return sorted(
                site.stack.database.values(sql).stream().map(String::valueOf).toList());
    }

    private static Set<String> sorted(List<String> texts) {
        return new TreeSet<>(texts);
    }

    /** Whoever is to be called was told, unless an incident has said it; nobody was told anything twice. */
    private Told isTold() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Set<String> calling = site.judged().calling();
            Set<String> known = told().firing();
            known.addAll(site.monitoring.muted());
            assertThat(calling).isNotEmpty();
            assertThat(known).containsAll(calling);
        });
        // Longer than the intervals of groups: what would be told twice is told by then.
        await().during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(told().repeated()).isEmpty());
        assertThat(told().members()).isEmpty();
        return told();
    }

    private Told told() {
        return new Told(site.monitoring.webhook.messages());
    }

    private List<Map<String, @Nullable Object>> rows(Grafana grafana, Dashboard.Query query) throws Exception {
        return query.sql()
                ? site.stack.database.query(grafana.expand(query.text()))
                : site.monitoring.prometheus.range(Grafana.promql(query.text()), query.legend(), began, Instant.now());
    }

    /** What a panel shows that looks at this moment: labels and value as a table, or the value alone. */
    private List<Map<String, @Nullable Object>> shown(Grafana grafana, JsonNode panel, Dashboard.Query query)
            throws Exception {
        String type = panel.path("type").asText();
        if (query.sql() || type.equals("timeseries")) {
            return rows(grafana, query);
        }
        List<Map<String, @Nullable Object>> now = site.monitoring.prometheus.now(Grafana.promql(query.text()));
        if (type.equals("table")) {
            return now;
        }
        Map<String, @Nullable Object> value = new HashMap<>();
        value.put(query.legend(), now.get(0).get("Value"));
        return List.of(value);
    }

    /** The job of which there is most to see. */
    private static String jobToShow() {
        return "SELECT a.job_id FROM alert_regions a JOIN job_progress p USING (job_id)"
                + " WHERE job_id IN (SELECT job_id FROM job_evaluations) AND job_id IN (SELECT job_id FROM layer_samples)"
                + " AND job_id IN (SELECT job_id FROM job_curves WHERE series = 'grad_norm')"
                + " AND jsonb_array_length(a.causes) > 0 AND a.severity <> 'INFO' AND p.steps_per_second IS NOT NULL"
                + " GROUP BY 1 ORDER BY (SELECT count(*) FROM job_curves c WHERE c.job_id = a.job_id AND series LIKE 'eval:%') DESC, 1"
                + " LIMIT 1";
    }

    private Grafana grafana() throws Exception {
        Map<String, List<String>> variables = new TreeMap<>();
        variables.put("job", List.copyOf(texts(jobToShow())));
        variables.put("statistic", List.of("grad_norm"));
        variables.put("project", List.copyOf(texts("SELECT DISTINCT coalesce(project, '(none)') FROM job_health")));
        return new Grafana(start, Instant.now().plusSeconds(5), variables);
    }

    /** Pictures are made anew for the documentation with -Dtest.jvm.options=-Dapprove=true. */
    private void draw(Grafana grafana, Dashboard dashboard) throws Exception {
        Sketch sketch = new Sketch(dashboard.title());
        dashboard.rows().forEach(sketch::row);
        for (JsonNode panel : dashboard.panels()) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (Dashboard.Query query : dashboard.queries(panel)) {
                rows.addAll(shown(grafana, panel, query));
            }
            sketch.draw(panel, rows);
        }
        Path folder = Boolean.getBoolean("approve") ? IMAGES : Path.of("target", "images");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("dashboard-" + dashboard.name() + ".svg"), sketch.svg());
    }

    /** A line of progress, which deploy/local/check shows. */
    @SuppressWarnings("AnnotateFormatMethod") // Its annotation is in a library that is not needed otherwise.
    private void say(String text, Object... values) {
        System.out.printf(
                "check: %4d s  %s%n",
                Duration.between(began, Instant.now()).toSeconds(), String.format(Locale.ROOT, text, values));
    }
}
