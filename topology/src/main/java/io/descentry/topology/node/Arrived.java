package io.descentry.topology.node;

import io.descentry.judge.Verdict.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * A sound record on its way to the judge.
 *
 * @param raw the bytes that arrived, for a dead letter if the judge refuses it
 * @param place where it stood, if it came in a batch
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once and never compared.
public record Arrived(Sound sound, byte[] raw, @Nullable BatchPlace place) implements Intaken {

    /** A record that came by itself. */
    Arrived(Sound sound, byte[] raw) {
        this(sound, raw, null);
    }

    /** What becomes of the record if the judge refuses it. */
    Intaken refused(Rejected why) {
        return place == null ? DeadLetter.because(why) : place.refused(why);
    }
}
