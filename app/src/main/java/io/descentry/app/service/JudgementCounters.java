package io.descentry.app.service;

import io.descentry.detect.Kind;
import io.descentry.topology.Answers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What detectors answer: {@code descentry_judgements_total{detector="loss_spike",verdict="clear"}}. */
final class JudgementCounters {
    private final MeterRegistry registry;
    private final Answers answers;
    private final Map<Key, Long> counts = new ConcurrentHashMap<>();

    private record Key(Kind kind, String verdict) {}

    JudgementCounters(MeterRegistry registry, Answers answers) {
        this.registry = registry;
        this.answers = answers;
    }

    void refresh() {
        answers.read((kind, verdict, count) -> {
            Key key = new Key(kind, verdict);
            if (counts.put(key, count) == null) {
                register(key);
            }
        });
    }

    private void register(Key key) {
        FunctionCounter.builder("descentry.judgements", counts, all -> all.getOrDefault(key, 0L))
                .description("Answers of detectors to what they were asked about, see below")
                .tag("detector", key.kind().id())
                .tag("verdict", key.verdict())
                .register(registry);
    }
}
