package io.descentry.topology.node;

import io.descentry.judge.Verdict.Rejected;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Why a record could not be judged. As a dead letter the record keeps its key, value, headers and timestamp and gets
 * headers that say why. Their names are those of Kafka Streams' own dead letters (KIP-1034), so one consumer reads both.
 *
 * @param reason stable code, for example UNDECODABLE or STEP_WENT_BACK
 * @param message the same in words, with numbers
 * @param exception class of the exception behind it, or null if the content was refused
 */
public record DeadLetter(
        String reason, String message, @Nullable String exception) implements Intaken {
    /** Header with the code. */
    public static final String REASON = "descentry.reason";

    public static final String MESSAGE = "__streams.errors.message";
    public static final String EXCEPTION = "__streams.errors.exception";
    public static final String TOPIC = "__streams.errors.topic";
    public static final String PARTITION = "__streams.errors.partition";
    public static final String OFFSET = "__streams.errors.offset";

    static DeadLetter because(Rejected rejected) {
        return new DeadLetter(rejected.reason().name(), rejected.detail(), null);
    }

    static DeadLetter because(String reason, Exception exception) {
        return new DeadLetter(
                reason,
                String.valueOf(exception.getMessage()),
                exception.getClass().getName());
    }

    /** The dead letter of a record of a job. */
    Record<byte[], byte[]> of(Record<byte[], ?> arrived, ConsumerRecord<byte[], byte[]> from) {
        return of(arrived.withValue(from.value()), from.topic(), from.partition(), from.offset());
    }

    /** The dead letter of a record that came from a place in an input topic. */
    public Record<byte[], byte[]> of(Record<byte[], byte[]> arrived, RecordMetadata from) {
        return of(arrived, from.topic(), from.partition(), from.offset());
    }

    private Record<byte[], byte[]> of(Record<byte[], byte[]> arrived, String topic, int partition, long offset) {
        // withHeaders copies them: the letter's headers are its own.
        Record<byte[], byte[]> letter = arrived.withHeaders(arrived.headers());
        add(letter, REASON, reason);
        add(letter, MESSAGE, message);
        add(letter, TOPIC, topic);
        add(letter, PARTITION, Integer.toString(partition));
        add(letter, OFFSET, Long.toString(offset));
        if (exception != null) {
            add(letter, EXCEPTION, exception);
        }
        return letter;
    }

    private static void add(Record<byte[], byte[]> letter, String header, String text) {
        letter.headers().add(header, text.getBytes(StandardCharsets.UTF_8));
    }
}
