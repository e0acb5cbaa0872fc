package io.descentry.benchmarks.load;

import io.descentry.avro.JobDescription;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Records of written jobs in memory, for measurements without a broker. */
public final class Sample {
    private static final long STEP_MILLIS = 100;
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Course course;
    private final byte[][][] values;

    /** Makes the steps of some jobs. */
    public Sample(SchemaRegistry registry, int jobs, int layers, int steps) throws SchemaRegistryException {
        StepBytes bytes = new StepBytes(registry);
        course = new Courses(bytes).written(layers, 1);
        values = new byte[jobs][steps][];
        for (int job = 0; job < jobs; job++) {
            byte[] name = name(job).getBytes(StandardCharsets.UTF_8);
            for (int step = 0; step < steps; step++) {
                values[job][step] = bytes.of(name, 0, step, START + step * STEP_MILLIS, course.at(job, 0, step));
            }
        }
    }

    /** The value of a step. */
    public byte[] value(int job, int step) {
        return values[job][step];
    }

    /** The description of a job. */
    public JobDescription description(int job) {
        return JobDescription.newBuilder(course.description())
                .setJobId(name(job))
                .setTime(Instant.ofEpochMilli(START - 1))
                .build();
    }

    private static String name(int job) {
        return String.format("job-%06d", job);
    }
}
