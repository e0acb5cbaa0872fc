package io.descentry.app.service;

import io.descentry.app.api.OpenAlertGauges;
import io.descentry.app.api.StreamsStates;
import io.descentry.app.http.Answer;
import io.descentry.app.http.Request;
import io.descentry.topology.Answers;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics} of the service shows: our counters, a chosen part of Kafka's meters, and the JVM. Never a job's name. */
final class Meters implements AutoCloseable {
    private final Exposition exposition;
    private final ProductCounters product;
    private final JudgementCounters judgements;
    private final OpenAlertGauges openAlerts;
    private @Nullable KafkaStreamsMetrics kafka;

    /**
     * @param kafkaMeters beginnings of the names of Kafka's meters that are shown
     * @param answers where the answers of detectors are counted
     */
    Meters(List<String> kafkaMeters, Health health, Answers answers) {
        exposition = new Exposition(kafkaMeters, health::status);
        product = new ProductCounters(exposition.registry());
        judgements = new JudgementCounters(exposition.registry(), answers);
        openAlerts = new OpenAlertGauges(exposition.registry());
    }

    /** @param states what this instance knows of alerts */
    void know(StreamsStates states) {
        openAlerts.know(states);
    }

    synchronized void watch(KafkaStreams streams) {
        product.watch(streams);
        kafka = new KafkaStreamsMetrics(streams);
        kafka.bindTo(exposition.registry());
    }

    Map<String, Long> notJudged() {
        Map<String, Long> counts = new TreeMap<>();
        product.totals(Counted.DEAD_LETTERS).forEach((reason, count) -> counts.put("refused " + reason, count));
        product.totals(Counted.IGNORED).forEach((reason, count) -> counts.put("ignored " + reason, count));
        return counts;
    }

    /** Everything as of now. */
    Answer answer(Request asked) {
        product.refresh();
        judgements.refresh();
        openAlerts.refresh();
        return exposition.answer(asked);
    }

    @Override
    public synchronized void close() {
        if (kafka != null) {
            kafka.close();
        }
        exposition.close();
    }
}
