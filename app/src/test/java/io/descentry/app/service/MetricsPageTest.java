package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.api.OpenAlertGaugesTest;
import io.descentry.app.bridge.BridgeMetersShown;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
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
    }
}
