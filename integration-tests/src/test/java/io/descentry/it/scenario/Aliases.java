package io.descentry.it.scenario;

import io.descentry.avro.AlertEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/**
 * What a story's jobs, clusters and projects are called on a broker where others were before. As keys all of them fall into one
 * partition, so that one task sees the jobs in the order of time.
 */
final class Aliases {
    private final String run = "-" + UUID.randomUUID() + "-";
    private final int partition;
    private final int partitions;
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    Aliases(int partition, int partitions) {
        this.partition = partition;
        this.partitions = partitions;
    }

    String of(String name) {
        String alias = aliases.computeIfAbsent(name, this::invent);
        names.put(alias, name);
        return alias;
    }

    private String invent(String name) {
        for (int i = 0; ; i++) {
            String alias = name + run + i;
            byte[] key = alias.getBytes(StandardCharsets.UTF_8);
            if (Utils.toPositive(Utils.murmur2(key)) % partitions == partition) {
                return alias;
            }
        }
    }

    /** What the story calls it. */
    String nameOf(String alias) {
        return names.getOrDefault(alias, alias);
    }

    /** Whether an alert is of this story. */
    boolean know(AlertEvent event) {
        return names.containsKey(event.getJobId())
                || (event.getFactor() != null && names.containsKey(Objects.requireNonNullElse(event.getCluster(), "")));
    }
}
