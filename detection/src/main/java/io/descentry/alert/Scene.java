package io.descentry.alert;

import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import io.descentry.reading.StepReading;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds an alert when it fires.
 *
 * @param run what is known about the run
 * @param firing what the detector said
 * @param step the step at hand
 * @param reading the reading at hand; null if an evaluation told
 * @param before first steps of the other alerts that are open or ended just now
 */
record Scene(
        RunContext run, Firing firing, long step, @Nullable StepReading reading, Map<Kind, Long> before) {

    /** Whether an alert of that kind was there before. */
    Optional<Sign> since(Kind kind) {
        Long first = before.get(kind);
        String phrase = Guides.of(kind).phrase();
        return Sign.of(first != null, phrase + " since step " + first, "no " + phrase + " before");
    }

    /** Whether an alert of that kind is among those that it is about. */
    Optional<Sign> has(Kind kind) {
        String phrase = Guides.of(kind).phrase();
        return Sign.of(before.containsKey(kind), phrase + " is among it", "no " + phrase + " is among it");
    }
}
