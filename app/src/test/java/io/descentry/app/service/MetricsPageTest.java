package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.api.OpenAlertGaugesTest;
import io.descentry.app.bridge.BridgeMetersShown;
import io.descentry.judge.JobJudge;
import io.descentry.reading.EvalReading;
import io.descentry.topology.Answers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists every metric of ours as it is scraped. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern HELP =
            Pattern.compile("(?m)^# HELP (descentry_\\w+) (.*)\\n# TYPE \\w+ (\\w+)\\n(.*)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Comparator<MatchResult> BY_NAME = Comparator.comparing(help -> help.group(1));

    private static final String HEAD = """
            # Metrics

            `/metrics` of `serve` and of `bridge-alertmanager`, as OpenMetrics for those who ask for it and in Prometheus' older text format for others. No label is a job, so the number of
            series does not grow with the number of jobs. [Rules and runbooks](../deploy/README.md#prometheus) rest on these. This page is generated from what is scraped; a test keeps it current.

            Counters count since the start of the process, and a series is there from its first count on.
            """;

    private static final String JUDGEMENTS = """

            ### Verdicts of detectors

            A `detector` is a kind as in the [runbooks](runbooks/README.md) and in settings; `fleet_incident` judges jobs together and is not among them. It is asked at each step, evaluation, note of peers or deadline that
            concerns it, and each time gives one answer. An answer is not yet an alert: that takes `fire-after` of them in a row. What is judged again after a failure is counted again. Where neither clear nor firing
            is answered the detector cannot say anything: the verdict tells why, and no alert opens or ends by it.

            | verdict | meaning |
            | --- | --- |
            """;
    private static final Map<String, String> VERDICTS = new LinkedHashMap<>();

    static {
        VERDICTS.put("clear", "It is well");
        VERDICTS.put("firing", "It is ill");
        VERDICTS.put(
                "not_measured",
                "The trainer does not send what is judged, or the job is not of the sort that is judged");
        VERDICTS.put("not_enough_data", "Too few steps, evaluations or peers so far");
        VERDICTS.put("warming_up", "The job or its learning rate warms up, or the detector still learns what is usual");
        VERDICTS.put("too_noisy", "The noise is larger than what is looked for");
        VERDICTS.put("not_finite", "The number is NaN or infinite, which `non_finite` judges");
        VERDICTS.put("skipped_step", "The optimizer left the weights alone, as half precision does now and then");
        VERDICTS.put(
                "other_rank",
                "One rank told of the step, and it is judged when the others did or once for all of them");
        VERDICTS.put("among_the_best", "A plateau of a job that does better than its siblings");
    }

    private static final String KAFKA = """

            ## Of Kafka

            Kafka Streams and its clients have some 400 metrics. Those are shown whose names begin with one of [`metrics.kafka`](settings.md#health-and-metrics), and all are named by Kafka: `_avg` and `_max`
            of latencies are milliseconds. These tell most:

            | metric | meaning |
            | --- | --- |
            | `kafka_consumer_fetch_manager_records_lag_max` | records that the partition with the longest queue has before it |
            | `kafka_consumer_fetch_manager_records_consumed_total` | records read; by `client_id`, restores apart |
            | `kafka_consumer_coordinator_rebalance_total` | how often partitions were assigned anew |
            | `kafka_stream_thread_process_latency_avg`, `_max` | how long it takes to judge what a poll brought |
            | `kafka_stream_thread_commit_latency_avg`, `_max` | how long a transaction takes to be committed |
            | `kafka_stream_failed_stream_threads_total` | threads that died since the start |
            | `kafka_stream_task_dropped_records_total` | records on which our code threw |
            | `kafka_stream_task_restore_total` | records restored from changelogs |
            | `kafka_producer_record_error_total` | records that could not be written |

            `jvm_*`, `process_*` and `system_*` are Micrometer's.
            """;

    @Test
    void thePageListsWhatIsScraped() throws Exception {
        String page = HEAD
                + section("Of every process", MetricsPageTest::process)
                + section("Of the service", MetricsPageTest::service)
                + JUDGEMENTS
                + verdicts()
                + section("Of the bridge to Alertmanager", BridgeMetersShown::on)
                + KAFKA;
        if (Boolean.getBoolean("approve")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/metrics.md is made by: ./mvnw -pl app -am test -Dtest=MetricsPageTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.options=-Dapprove=true")
                .isEqualTo(page);
    }

    /** Who registers meters. */
    private interface Registers {
        void on(MeterRegistry registry) throws Exception;
    }

    private static String section(String title, Registers registers) throws Exception {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registers.on(registry);
        String rows = HELP.matcher(registry.scrape())
                .results()
                .sorted(BY_NAME)
                .map(MetricsPageTest::row)
                .collect(Collectors.joining());
        assertThat(rows).isNotEmpty();
        return "\n## " + title + "\n\n| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n" + rows;
    }

    private static String row(MatchResult help) {
        String labels = LABEL.matcher(help.group(4))
                .results()
                .map(label -> "`" + label.group(1) + "`")
                .collect(Collectors.joining(", "));
        return "| `" + help.group(1) + "` | " + help.group(3) + " | " + labels + " | " + help.group(2) + " |\n";
    }

    private static String verdicts() {
        assertThat(VERDICTS).containsOnlyKeys(Answers.VERDICTS);
        return VERDICTS.keySet().stream()
                .map(verdict -> "| `" + verdict + "` | " + VERDICTS.get(verdict) + " |\n")
                .collect(Collectors.joining());
    }

    private static void process(MeterRegistry registry) {
        Exposition.aboutItself(registry, () -> Status.starting(List.of("starting")));
    }

    private static void service(MeterRegistry registry) {
        OpenAlertGaugesTest.showTwo(registry);
        Map<MetricName, Metric> counted = new HashMap<>();
        for (Counted each : Counted.values()) {
            MetricName name = new MetricName(
                    each.sensor() + "-total", "stream-descentry-metrics", "", Map.of("which", "something"));
            counted.put(name, MetersTest.count(1));
        }
        new ProductCounters(registry).refresh(counted);
        Answers answers = new Answers();
        JobJudge judge = new JobJudge().counting(answers.take());
        judge.judge(judge.remember("job"), new EvalReading(0, 0, 0, "validation", true, 1, Map.of()));
        new JudgementCounters(registry, answers).refresh();
    }
}
