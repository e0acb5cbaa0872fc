package io.descentry.benchmarks.peer;

import io.descentry.avro.JobDescription;
import io.descentry.reading.JobFacts;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.Readings;
import io.descentry.wire.RecordDecoder;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** What jobs were described as before their first step. */
final class Descriptions {
    private final Map<Bytes, JobFacts> facts = new HashMap<>();

    /** Reads all of the topic. */
    static Descriptions read(String bootstrap, SchemaRegistry registry) throws Exception {
        var decoder = new RecordDecoder<>(JobDescription.class, registry);
        var read = new Descriptions();
        Input.all(bootstrap, Topic.JOBS, record -> {
            JobDescription job = decoder.decode(record.value());
            read.facts.put(Bytes.wrap(record.key()), Readings.of(job));
        });
        return read;
    }

    JobFacts of(Bytes job) {
        JobFacts known = facts.get(job);
        if (known == null) {
            throw new IllegalStateException("nobody described " + job);
        }
        return known;
    }
}
