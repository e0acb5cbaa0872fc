package io.descentry.topology.node;

import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.topology.Unreadable;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How the records of one input topic are read: from bytes, through the checks, to what the judge understands.
 *
 * @param decoder from the wire
 * @param belongs whether a record is about the job of its key
 * @param check what is impossible about a record, or null
 * @param sound what a sound record says
 */
record Inlet<T>(RecordDecoder<T> decoder, Belongs<T> belongs, Check<T> check, Function<T, Sound> sound) {

    interface Belongs<T> {
        boolean to(T record, byte[] key);

        /** Compares a text. */
        static <T> Belongs<T> by(Function<T, String> jobId) {
            return (record, key) -> Arrays.equals(jobId.apply(record).getBytes(StandardCharsets.UTF_8), key);
        }
    }

    interface Check<T> {
        @Nullable
        Rejected check(T record, long nowMillis);
    }

    Intaken read(ConsumerRecord<byte[], byte[]> from, long nowMillis) {
        byte @Nullable [] value = from.value();
        if (value == null) {
            return new DeadLetter(Unreadable.UNDECODABLE, "no value", null);
        }
        T record;
        try {
            record = decoder.decode(value);
        } catch (UndecodableException | SchemaRegistryException e) {
            return DeadLetter.because(Unreadable.codeOf(e), e);
        }
        byte @Nullable [] key = from.key();
        if (key == null || !belongs.to(record, key)) {
            return DeadLetter.because(new Rejected(RejectReason.KEY_MISMATCH, "the record key is not the job_id"));
        }
        Rejected rejected = check.check(record, nowMillis);
        return rejected == null ? new Arrived(sound.apply(record), from) : DeadLetter.because(rejected);
    }
}
