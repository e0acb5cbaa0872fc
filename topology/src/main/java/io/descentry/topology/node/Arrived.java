package io.descentry.topology.node;

import io.descentry.judge.Verdict.Rejected;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A sound record on its way to the judge.
 *
 * @param from the record as it was fetched, for a dead letter if the judge refuses it
 * @param place where it stood, if it came in a batch
 */
public record Arrived(
        Sound sound,
        ConsumerRecord<byte[], byte[]> from,
        @Nullable BatchPlace place) implements Intaken {

    /** A record that came by itself. */
    Arrived(Sound sound, ConsumerRecord<byte[], byte[]> from) {
        this(sound, from, null);
    }

    /** What becomes of the record if the judge refuses it. */
    Intaken refused(Rejected why) {
        return place == null ? DeadLetter.because(why) : place.refused(why);
    }
}
