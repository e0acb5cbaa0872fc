package io.descentry.it.state;

import io.descentry.alert.AlertLifecycle;
import io.descentry.avro.StepSummary;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.Readings;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Steps of written jobs: sent, and judged in this process too, which says what must come of them. */
final class Steps implements AutoCloseable {
    private static final Instant START =
            Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(7_200);

    private final JobJudge judge = new JobJudge(Catalogue.standard(), AlertLifecycle.DEFAULT);
    private final Map<String, JobMemory> memories = new HashMap<>();
    private final List<String> alerts = new ArrayList<>();
    private final RecordEncoder<StepSummary> encoder;
    private final KafkaProducer<byte[], byte[]> producer;
    private final @Nullable Integer partition;

    /** @param partition of all jobs; that of their keys if null */
    Steps(String bootstrapServers, SchemaRegistry registry, @Nullable Integer partition)
            throws SchemaRegistryException {
        this.partition = partition;
        encoder = new RecordEncoder<>(Topic.STEPS, registry);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends steps of jobs in turn; the loss is lost at some. */
    void send(List<String> jobs, int from, int to, LongPredicate lost) {
        for (int number = from; number < to; number++) {
            for (String job : jobs) {
                StepSummary step = StepSummary.newBuilder()
                        .setJobId(job)
                        .setStep(number)
                        .setTime(START.plusSeconds(number))
                        .setLoss(lost.test(number) ? Double.NaN : 2.0 / (1 + 0.1 * number))
                        .setGradNorm(1.0)
                        .build();
                JobMemory memory = memories.computeIfAbsent(job, judge::remember);
                judge.pass(memory, step.getTime().toEpochMilli()).forEach(passed -> advance(memory, passed));
                if (judge.judge(memory, Readings.of(step)) instanceof Verdict.Judged judged) {
                    advance(memory, judged);
                }
                send(job, encoder.encode(step));
            }
        }
        producer.flush();
    }

    /** Sends bytes to where steps are read. */
    void send(String job, byte[] bytes) {
        var unused = producer.send(new ProducerRecord<>(
                Topic.STEPS.topicName(), partition, START.toEpochMilli(), job.getBytes(StandardCharsets.UTF_8), bytes));
    }

    private void advance(JobMemory memory, Verdict.Judged judged) {
        var changes = judge.advance(memory, judged);
        judge.report(memory, judged, changes);
        changes.forEach(change -> alerts.add(change.eventId()));
    }

    /** Ids of the events of all alerts so far, in order. */
    List<String> alerts() {
        return alerts.stream().sorted().toList();
    }

    /** What is to be in the changelog of a job now. */
    byte[] memory(String job) {
        return judge.write(Objects.requireNonNull(memories.get(job)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
