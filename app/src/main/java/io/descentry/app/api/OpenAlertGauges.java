package io.descentry.app.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many alerts are open, by name and severity. Each instance tells it of all jobs, from its copy of the table. */
public final class OpenAlertGauges {
    /** The table is walked for it, so it is asked no more often, however many scrape. */
    private static final Duration AGE = Duration.ofSeconds(10);

    private final MultiGauge gauges;
    private @Nullable States states;
    private long countedAt = System.nanoTime() - AGE.toNanos();

    private record Key(String alertName, String severity) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byName = alertName.compareTo(other.alertName);
            return byName != 0 ? byName : severity.compareTo(other.severity);
        }
    }

    public OpenAlertGauges(MeterRegistry registry) {
        gauges = MultiGauge.builder("descentry.alerts.open")
                .description("Open alerts of all jobs; every instance tells the same, so take the max over instances")
                .register(registry);
    }

    /** From now on it is known who knows. */
    public void know(StreamsStates known) {
        askFrom(known);
    }

    synchronized void askFrom(States known) {
        states = known;
    }

    /** Counts anew if the last count is old; leaves it as it was if that cannot be said now. */
    public synchronized void refresh() {
        States known = states;
        if (known == null || System.nanoTime() - countedAt < AGE.toNanos()) {
            return;
        }
        countedAt = System.nanoTime();
        show(known);
    }

    private void show(States known) {
        Map<Key, Integer> counts = new TreeMap<>();
        try {
            known.alerts(alert -> counts.merge(
                    new Key(alert.getAlertName(), alert.getSeverity().name().toLowerCase(Locale.ROOT)),
                    1,
                    Integer::sum));
        } catch (NotAll starting) {
            return;
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        counts.forEach((key, count) ->
                rows.add(MultiGauge.Row.of(Tags.of("alertname", key.alertName(), "severity", key.severity()), count)));
        gauges.register(rows, true);
    }
}
