package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.http.Answer;
import io.descentry.app.http.Request;
import io.descentry.judge.JobJudge;
import io.descentry.reading.EvalReading;
import io.descentry.topology.Answers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Health health = new Health(new SetClock(), Duration.ofSeconds(15));

    @Test
    void showsHealthVersionAndTheJvm() {
        try (Meters meters = new Meters(List.of(), health, new Answers())) {
            assertThat(scraped(meters, null))
                    .contains(
                            "descentry_ready 0.0",
                            "descentry_live 1.0",
                            "descentry_build_info{",
                            "jvm_memory_used_bytes");
            health.streamsAre(State.RUNNING);
            System.gc(); // gauges hold what they ask weakly unless told otherwise
            assertThat(scraped(meters, null)).contains("descentry_ready 1.0", "descentry_live 1.0");
        }
    }

    @Test
    void ofKafkasMetersOnlyTheChosenAreShown() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(Exposition.only(List.of("kafka.consumer.lag")));
        Counter.builder("kafka.consumer.lag.max").register(registry);
        Counter.builder("kafka.consumer.other").register(registry);
        Counter.builder("descentry.records").register(registry);
        assertThat(registry.scrape())
                .contains("kafka_consumer_lag_max_total", "descentry_records_total")
                .doesNotContain("kafka_consumer_other");
    }

    @Test
    void whatTheTasksCountIsSummedByReasonAndNamesNoTask() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProductCounters counters = new ProductCounters(registry);
        counters.refresh(Map.of(
                name("dead-letters-total", "0_0", "UNDECODABLE"), count(2),
                name("dead-letters-total", "0_1", "UNDECODABLE"), count(3),
                name("dead-letters-total", "0_1", "TOO_LARGE"), count(1),
                name("dead-letters-rate", "0_1", "TOO_LARGE"), count(0.1)));
        assertThat(registry.scrape())
                .contains("descentry_dead_letters_total{reason=\"UNDECODABLE\"} 5.0")
                .contains("descentry_dead_letters_total{reason=\"TOO_LARGE\"} 1.0")
                .doesNotContain("0_1", "rate");
        counters.refresh(Map.of(name("dead-letters-total", "0_0", "UNDECODABLE"), count(7)));
        assertThat(registry.scrape()).contains("descentry_dead_letters_total{reason=\"UNDECODABLE\"} 7.0");
    }

    @Test
    void theDelayIsThatOfTheSlowestPartitionOfTrainers() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProductCounters counters = new ProductCounters(registry);
        assertThat(registry.scrape()).contains("descentry_reading_delay_seconds NaN");
        counters.refresh(Map.of(
                delay("0_0", "steps"), count(250),
                delay("0_1", "steps"), count(1_500),
                delay("0_2", "steps"), count(Double.NaN),
                delay("1_0", "reports"), count(90_000)));
        assertThat(registry.scrape()).contains("descentry_reading_delay_seconds 1.5");
    }

    @Test
    void whatDetectorsAnswerIsSummedOverThreadsAndNeverGoesBack() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Answers answers = new Answers();
        JudgementCounters counters = new JudgementCounters(registry, answers);
        Answers.Column one = answers.take();
        askOnce(one);
        askOnce(answers.take());
        counters.refresh();
        String two = "descentry_judgements_total{detector=\"overfitting\",verdict=\"not_enough_data\"} 2.0";
        assertThat(registry.scrape()).contains(two).doesNotContain("verdict=\"firing\"");
        answers.giveBack(one);
        counters.refresh();
        assertThat(registry.scrape()).contains(two);
        askOnce(answers.take());
        counters.refresh();
        assertThat(registry.scrape()).contains(two.replace("2.0", "3.0"));
    }

    private static void askOnce(Answers.Column column) {
        JobJudge judge = new JobJudge().counting(column);
        judge.judge(judge.remember("job"), new EvalReading(0, 0, 0, "validation", true, 1, Map.of()));
    }

    private static MetricName delay(String task, String source) {
        return new MetricName(
                "record-e2e-latency-avg",
                "stream-processor-node-metrics",
                "",
                Map.of("task-id", task, "processor-node-id", source));
    }

    @Test
    void openMetricsIsForThoseWhoAskForIt() {
        try (Meters meters = new Meters(List.of(), health, new Answers())) {
            Answer open = meters.answer(new Request(
                    "/metrics",
                    List.of("metrics"),
                    Map.of(),
                    header -> header.equals("Accept")
                            ? "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
                            : null));
            assertThat(open.contentType()).startsWith("application/openmetrics-text");
            assertThat(open.body()).endsWith("# EOF\n");
        }
    }

    private static String scraped(Meters meters, @Nullable String accept) {
        return meters.answer(new Request("/metrics", List.of("metrics"), Map.of(), header -> accept))
                .body();
    }

    private static MetricName name(String name, String task, String which) {
        return new MetricName(name, "stream-descentry-metrics", "", Map.of("descentry-id", task, "which", which));
    }

    static Metric count(double value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                throw new UnsupportedOperationException("asked of the key");
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }
}
