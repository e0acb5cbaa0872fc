package io.descentry.it.kill;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

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
        all(bootstrapServers, alerts).forEach(each -> outcome.alert(each.key(), each.value()));
        all(bootstrapServers, changelog).forEach(each -> {
            if (each.value() == null) {
                outcome.states.remove(each.key());
            } else {
                outcome.state(each.key(), each.value());
            }
        });
        return outcome;
    }

    private static Iterable<ConsumerRecord<String, byte[]>> all(String bootstrapServers, String topic) {
        // Of a changelog only the last value of a key counts, and all of them would not fit.
        Map<String, ConsumerRecord<String, byte[]>> last = new TreeMap<>();
        List<ConsumerRecord<String, byte[]>> each = new ArrayList<>();
        boolean compacted = topic.endsWith("-changelog");
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (compacted) {
                        last.put(record.key(), record);
                    } else {
                        each.add(record);
                    }
                });
            }
        }
        return compacted ? last.values() : each;
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
