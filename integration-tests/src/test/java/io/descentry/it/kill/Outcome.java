package io.descentry.it.kill;

import io.descentry.it.support.Committed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run left, as bytes.
 *
 * @param alerts events of each job in order
 * @param states the memory of each job
 */
record Outcome(Map<String, List<ByteBuffer>> alerts, Map<String, ByteBuffer> states) {

    Outcome() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    void alert(String job, byte[] event) {
        alerts.computeIfAbsent(job, absent -> new ArrayList<>()).add(ByteBuffer.wrap(event));
    }

    void state(String job, byte[] memory) {
        states.put(job, ByteBuffer.wrap(memory));
    }

    int alertCount() {
        return alerts.values().stream().mapToInt(List::size).sum();
    }

    long stateBytes() {
        return states.values().stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** What a read_committed reader finds in the topics. */
    static Outcome read(String bootstrapServers, String alerts, String changelog) {
        var outcome = new Outcome();
        Committed.each(bootstrapServers, alerts, each -> outcome.alert(each.key(), each.value()));
        Committed.last(bootstrapServers, changelog).forEach(outcome::state);
        return outcome;
    }

    /** What differs from another outcome, in words; empty if nothing does. */
    List<String> differencesFrom(Outcome clean) {
        List<String> differences = new ArrayList<>();
        compare("alerts", alerts, clean.alerts, differences);
        compare("state", states, clean.states, differences);
        return differences;
    }

    private static <V> void compare(String what, Map<String, V> found, Map<String, V> clean, List<String> differences) {
        var jobs = new java.util.TreeSet<>(clean.keySet());
        jobs.addAll(found.keySet());
        jobs.stream().sorted(Comparator.naturalOrder()).forEach(job -> {
            V here = found.get(job);
            V there = clean.get(job);
            if (here == null || !here.equals(there)) {
                differences.add(
                        what + " of " + job + ": " + size(here) + " here, " + size(there) + " in a clean replay");
            }
        });
    }

    private static String size(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        return value instanceof List<?> events ? events.size() + " events" : "none";
    }
}
