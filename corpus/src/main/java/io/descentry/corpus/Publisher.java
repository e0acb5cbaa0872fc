package io.descentry.corpus;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends recorded runs to Kafka as a set of trainers would: Avro in the Confluent wire format, keyed by job, the record's
 * timestamp being its event time. Order within a topic's partition is kept (one idempotent producer), and a broker
 * that is slow slows the publisher down.
 *
 * <p>To cancel, interrupt the publishing thread: it throws an {@link InterruptedException}, and {@link #close} still sends
 * what was handed over. Not thread-safe.
 */
public final class Publisher implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final RecordEncoder<JobDescription> jobs;
    private final RecordEncoder<StepSummary> steps;
    private final RecordEncoder<EvalSummary> evals;
    private final RecordEncoder<Heartbeat> beats;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Takes over the producer, which must be idempotent or otherwise keep order. */
    Publisher(Producer<byte[], byte[]> producer, SchemaRegistry registry) throws SchemaRegistryException {
        this.producer = producer;
        this.jobs = RecordEncoder.registering(Topic.JOBS, registry);
        this.steps = RecordEncoder.registering(Topic.STEPS, registry);
        this.evals = RecordEncoder.registering(Topic.EVALS, registry);
        this.beats = RecordEncoder.registering(Topic.HEARTBEATS, registry);
    }

    /**
     * A publisher with a producer of its own.
     *
     * @param kafka settings of the producer, at least {@code bootstrap.servers}
     * @param registry where our schemas are registered if they are not yet; stays open
     */
    public static Publisher to(Map<String, ?> kafka, SchemaRegistry registry) throws SchemaRegistryException {
        var settings = new HashMap<String, Object>(kafka);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "descentry-recorded-runs");
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            return new Publisher(producer, registry);
        } catch (SchemaRegistryException | RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Sends all records at once. Event times are moved so that all runs begin together and the longest ends at {@code end};
     * distances within a run stay as recorded. Records are sent in the order of time over all runs.
     *
     * @return number of records sent, all of them acknowledged
     * @throws IOException if a run cannot be read or a record cannot be sent
     */
    public long sendAtOnce(List<Run> runs, Instant end, Sending watcher) throws IOException, InterruptedException {
        List<Schedule.Part> parts = measure(runs);
        Duration longest = parts.stream()
                .map(part -> part.extent().length())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Instant start = end.minus(longest);
        return send(new Schedule(parts, null), due -> due.record().at(start.plus(due.after())), watcher);
    }

    /**
     * Sends every run over about {@code length} on the clock, all runs side by side. Event time is the clock at sending; within
     * a run it strictly increases.
     *
     * @return number of records sent, all of them acknowledged
     * @throws IOException if a run cannot be read or a record cannot be sent
     */
    public long sendPaced(List<Run> runs, Duration length, Pace pace, Sending watcher)
            throws IOException, InterruptedException {
        Instant start = pace.now();
        var last = new HashMap<String, Instant>();
        return send(
                new Schedule(measure(runs), length),
                due -> {
                    // Each partition has a queue of its own, and on a busy machine that of steps is seconds long:
                    // the end of a run, or an evaluation, would overtake it.
                    if (!(due.record() instanceof TrainerRecord.Step)) {
                        producer.flush();
                    }
                    pace.awaitUntil(start.plus(due.after()));
                    Instant time =
                            last.merge(due.record().jobId(), millis(pace.now()), (before, now) -> later(before, now));
                    return due.record().at(time);
                },
                watcher);
    }

    /**
     * Sends records at their event times.
     *
     * @param records in the order of event time; null after the last
     * @param pace by which event times come
     * @return number of records sent, all of them acknowledged
     * @throws IOException if a record cannot be sent
     */
    public long sendInTime(Supplier<@Nullable TrainerRecord> records, Pace pace, Sending watcher)
            throws IOException, InterruptedException {
        return sendInTime(records, pace, watcher, time -> {});
    }

    /**
     * The same, telling once a second of event time up to where all records are acknowledged.
     *
     * @param arrived told the time
     */
    public long sendInTime(
            Supplier<@Nullable TrainerRecord> records, Pace pace, Sending watcher, Consumer<Instant> arrived)
            throws IOException, InterruptedException {
        long sent = 0;
        try {
            Instant tick = Instant.MIN;
            for (TrainerRecord record = records.get(); record != null; record = records.get()) {
                if (record.time().isAfter(tick)) {
                    producer.flush();
                    arrived.accept(record.time());
                    tick = record.time().plus(TICK);
                }
                pace.awaitUntil(record.time());
                if (Thread.interrupted()) {
                    throw new InterruptedException("publishing was cancelled after " + sent + " records");
                }
                sent++;
                watcher.sent(record, sent, 0);
                send(record);
            }
            producer.flush();
            arrived.accept(Instant.MAX);
        } catch (InterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("publishing was cancelled").initCause(e);
        } catch (KafkaException e) {
            throw new IOException("a record cannot be sent: " + e.getMessage(), e);
        }
        failIfOneFailed();
        return sent;
    }

    private static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private static Instant later(Instant before, Instant now) {
        return now.isAfter(before) ? now : before.plusMillis(1);
    }

    private static List<Schedule.Part> measure(List<Run> runs) throws IOException {
        var parts = new ArrayList<Schedule.Part>();
        for (Run run : runs) {
            parts.add(new Schedule.Part(run, run.extent()));
        }
        return parts;
    }

    private interface Timing {
        TrainerRecord timed(Schedule.Due due) throws InterruptedException;
    }

    private long send(Schedule schedule, Timing timing, Sending watcher) throws IOException, InterruptedException {
        long sent = 0;
        try (schedule) {
            for (Schedule.Due due = schedule.next(); due != null; due = schedule.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("publishing was cancelled after " + sent + " records");
                }
                TrainerRecord record = timing.timed(due);
                send(record);
                sent++;
                watcher.sent(record, sent, schedule.records());
            }
            producer.flush();
        } catch (InterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("publishing was cancelled").initCause(e);
        } catch (KafkaException e) {
            throw new IOException("a record cannot be sent: " + e.getMessage(), e);
        }
        failIfOneFailed();
        return sent;
    }

    private void send(TrainerRecord record) throws IOException {
        failIfOneFailed();
        var message = new ProducerRecord<>(
                record.topic().topicName(),
                null,
                record.time().toEpochMilli(),
                record.jobId().getBytes(StandardCharsets.UTF_8),
                encode(record));
        // The callback hears of failures; waiting for each record would forgo batches.
        var unused = producer.send(message, (metadata, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        });
    }

    private byte[] encode(TrainerRecord record) {
        if (record instanceof TrainerRecord.Job job) {
            return jobs.encode(job.value());
        } else if (record instanceof TrainerRecord.Step step) {
            return steps.encode(step.value());
        } else if (record instanceof TrainerRecord.Beat beat) {
            return beats.encode(beat.value());
        }
        return evals.encode(((TrainerRecord.Eval) record).value());
    }

    private void failIfOneFailed() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a record cannot be sent: " + failed.getMessage(), failed);
        }
    }

    /** Waits a few seconds for what was handed over, then gives up. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
