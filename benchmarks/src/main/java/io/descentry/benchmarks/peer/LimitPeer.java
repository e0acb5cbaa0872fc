package io.descentry.benchmarks.peer;

import io.descentry.judge.JobMemory;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** L: a plain consumer with the same decoder and detectors, and memories that a crash would lose. */
final class LimitPeer implements Peer {
    @Override
    public Running start(Lap lap) throws Exception {
        Told told = new Told();
        SchemaRegistry registry = SchemaRegistries.create(Map.of("schema.registry.url", lap.registry()));
        Descriptions descriptions = Descriptions.read(lap.bootstrap(), registry);
        return new Loops(lap, told, () -> {
            Judging judging = new Judging(registry);
            Map<Bytes, JobMemory> memories = new HashMap<>();
            return record -> {
                JobMemory memory = memories.computeIfAbsent(
                        Bytes.wrap(record.key()), job -> judging.remember(descriptions.of(job)));
                judging.judge(memory, record.value(), change -> told.add(change.eventId()));
            };
        });
    }
}
