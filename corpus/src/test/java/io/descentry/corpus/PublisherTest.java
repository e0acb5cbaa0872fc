package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    private static final Instant END = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final CountingRegistry registry = new CountingRegistry();
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private List<Run> runs = List.of();

    /** Run a takes 2 s, run b one second; each has its job, its steps and its end. */
    @BeforeEach
    void twoRuns() throws IOException {
        write("a", 50_000, 51_000, 52_000);
        write("b", 7_000_000, 7_001_000);
        runs = Runs.in(folder);
    }

    @Test
    void all_at_once_all_runs_begin_together_and_none_ends_after_the_given_moment() throws Exception {
        try (var publisher = new Publisher(kafka, registry)) {
            assertThat(publisher.sendAtOnce(runs, END, Sending.UNWATCHED)).isEqualTo(9);
        }

        assertThat(times("a")).containsExactly(-2002L, -2001L, -1001L, -1L, 0L);
        assertThat(times("b")).containsExactly(-2002L, -2001L, -1001L, -1000L);
        assertThat(kafka.history()).extracting(ProducerRecord::timestamp).isSorted();
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void a_message_is_keyed_by_job_and_its_event_time_is_that_of_its_record() throws Exception {
        try (var publisher = new Publisher(kafka, registry)) {
            publisher.sendAtOnce(List.of(runs.get(0)), END, Sending.UNWATCHED);
        }

        assertThat(kafka.history().stream().map(ProducerRecord::topic))
                .containsExactly(
                        Topic.JOBS.topicName(),
                        Topic.STEPS.topicName(),
                        Topic.STEPS.topicName(),
                        Topic.STEPS.topicName(),
                        Topic.JOBS.topicName());
        ProducerRecord<byte[], byte[]> first = kafka.history().get(0);
        assertThat(new RecordDecoder<>(JobDescription.class, registry)
                        .decode(first.value())
                        .getTime()
                        .toEpochMilli())
                .isEqualTo(first.timestamp());
        ProducerRecord<byte[], byte[]> second = kafka.history().get(1);
        StepSummary step = new RecordDecoder<>(StepSummary.class, registry).decode(second.value());
        assertThat(step.getTime().toEpochMilli()).isEqualTo(second.timestamp());
        assertThat(step.getLoss()).isEqualTo(0.5);
        assertThat(new String(second.key(), StandardCharsets.UTF_8)).isEqualTo("a");
    }

    @Test
    void paced_every_run_takes_the_given_time_and_event_time_is_the_clock() throws Exception {
        var pace = new HandClock(END);
        var seen = new ArrayList<Long>();

        try (var publisher = new Publisher(kafka, registry)) {
            publisher.sendPaced(runs, Duration.ofSeconds(10), pace, (record, sent, total) -> {
                assertThat(total).isEqualTo(9);
                seen.add(sent);
            });
        }

        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(times("a").get(0)).isZero();
        assertThat(times("a").get(4)).isEqualTo(10_000);
        assertThat(times("b").get(0)).isZero();
        assertThat(times("b").get(3)).isEqualTo(10_000);
        assertThat(pace.now()).isEqualTo(END.plusSeconds(10));
    }

    @Test
    void paced_times_of_a_run_strictly_increase_though_the_clock_is_coarse() throws Exception {
        try (var publisher = new Publisher(kafka, registry)) {
            publisher.sendPaced(runs, Duration.ofNanos(1), new HandClock(END), Sending.UNWATCHED);
        }

        assertThat(times("a")).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void a_record_that_the_broker_refuses_fails_the_publisher() throws Exception {
        var refusing = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (var publisher = new Publisher(refusing, registry)) {
            assertThatThrownBy(() -> publisher.sendAtOnce(runs, END, (record, sent, total) -> {
                        if (sent == 2) {
                            refusing.errorNext(new RecordTooLargeException("too large for the topic"));
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too large for the topic");
            assertThat(refusing.history()).hasSize(2);
            refusing.clear();
        }
    }

    @Test
    void an_interrupt_cancels() throws Exception {
        try (var publisher = new Publisher(kafka, registry)) {
            assertThatThrownBy(() -> publisher.sendAtOnce(
                            runs,
                            END,
                            (record, sent, total) -> Thread.currentThread().interrupt()))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(kafka.history()).hasSize(1);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_unreadable_run_stops_it_before_anything_is_sent() throws Exception {
        Files.writeString(folder.resolve("c.jsonl"), "{");
        try (var publisher = new Publisher(kafka, registry)) {
            assertThatThrownBy(() -> publisher.sendAtOnce(Runs.in(folder), END, Sending.UNWATCHED))
                    .isInstanceOf(RunFormatException.class);
        }
        assertThat(kafka.history()).isEmpty();
    }

    /** Milliseconds after {@link #END} of all messages of a job. */
    private List<Long> times(String job) {
        return kafka.history().stream()
                .filter(message -> new String(message.key(), StandardCharsets.UTF_8).equals(job))
                .map(message -> message.timestamp() - END.toEpochMilli())
                .collect(Collectors.toList());
    }

    private void write(String job, long... stepTimes) throws IOException {
        var log = new StringBuilder("{\"type\":\"job\",\"job_id\":\"" + job + "\"}\n");
        for (int step = 0; step < stepTimes.length; step++) {
            log.append("{\"type\":\"step\",\"step\":")
                    .append(step)
                    .append(",\"loss\":0.5,\"time_ms\":")
                    .append(stepTimes[step])
                    .append("}\n");
        }
        Files.writeString(folder.resolve(job + ".jsonl"), log);
    }

    /** Moves only when it is waited on. */
    private static final class HandClock implements Pace {
        private Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void awaitUntil(Instant time) {
            now = time.isAfter(now) ? time : now;
        }
    }
}
