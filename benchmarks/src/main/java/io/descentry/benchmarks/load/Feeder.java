package io.descentry.benchmarks.load;

import io.descentry.avro.JobDescription;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes the records of a load, once, as trainers would: descriptions, then steps. For one thread. */
public final class Feeder implements AutoCloseable {
    /** Event time between two steps of a job that is published ahead. */
    private static final long STEP_MILLIS = 100;
    /** Records of a paced load that are sent at once. */
    private static final int PORTION_MILLIS = 5;

    private final Load load;
    private final List<Course> courses;
    private final StepBytes bytes;
    private final RecordEncoder<JobDescription> descriptions;
    private final KafkaProducer<byte[], byte[]> producer;
    /** Ids of the jobs that run, by their place. */
    private final byte[][] names;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long next;

    public Feeder(String bootstrap, SchemaRegistry registry, Load load) throws IOException {
        this.load = load;
        try {
            bytes = new StepBytes(registry);
            descriptions = new RecordEncoder<>(Topic.JOBS, registry);
        } catch (SchemaRegistryException e) {
            throw new IOException("the registry does not know our schemas", e);
        }
        Courses made = new Courses(bytes);
        courses = load.corpus().isPresent()
                ? made.recorded(load.corpus().get())
                : List.of(made.written(load.layers(), load.ranks()));
        names = new byte[load.jobs()][];
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        64L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Publishes the description of a job, which comes before its steps in event time too. */
    private void describe(int place, long number, long timeMillis) throws IOException {
        names[place] = String.format("job-%06d-%d", place, number).getBytes(StandardCharsets.UTF_8);
        JobDescription described = JobDescription.newBuilder(course(place).description())
                .setJobId(new String(names[place], StandardCharsets.UTF_8))
                .setTime(Instant.ofEpochMilli(timeMillis))
                .build();
        send(Topic.JOBS, names[place], timeMillis, descriptions.encode(described));
    }

    /** Publishes steps as fast as it goes, with event times that end now. */
    public void fill(long records) throws IOException {
        long steps = records / ((long) load.jobs() * load.ranks()) + 1;
        long start = System.currentTimeMillis() - steps * STEP_MILLIS;
        for (long i = 0; i < records; i++) {
            sendNext(start + stepOf(next) * STEP_MILLIS);
        }
        flush();
    }

    /** Publishes steps at a steady rate, each with the time at which it is sent. */
    public void pace(double perSecond, BooleanSupplier goOn) throws IOException {
        long began = System.nanoTime();
        long sent = 0;
        while (goOn.getAsBoolean()) {
            long due = (long) (perSecond * (System.nanoTime() - began) / 1e9);
            for (; sent < due && goOn.getAsBoolean(); sent++) {
                sendNext(System.currentTimeMillis());
            }
            LockSupport.parkNanos(PORTION_MILLIS * 1_000_000L);
        }
        flush();
    }

    private void sendNext(long timeMillis) throws IOException {
        int rank = (int) (next % load.ranks());
        int place = (int) (next / load.ranks() % load.jobs());
        Course course = course(place);
        long step = course.stepAt(stepOf(next));
        if (step == 0 && rank == 0) {
            describe(place, course.jobAt(stepOf(next)), timeMillis - 1);
        }
        next++;
        byte[] value = bytes.of(names[place], rank, step, timeMillis, course.at(place, rank, step));
        send(Topic.STEPS, names[place], timeMillis, value);
    }

    private long stepOf(long record) {
        return record / ((long) load.jobs() * load.ranks());
    }

    private Course course(int place) {
        return courses.get(place % courses.size());
    }

    private void send(Topic topic, byte[] key, long timeMillis, byte[] value) throws IOException {
        check();
        var unused = producer.send(
                new ProducerRecord<>(topic.topicName(), null, timeMillis, key, value), (metadata, problem) -> {
                    if (problem != null) {
                        failure.compareAndSet(null, problem);
                    }
                });
    }

    private void flush() throws IOException {
        producer.flush();
        check();
    }

    private void check() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a record cannot be sent: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
