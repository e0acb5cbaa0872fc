package io.descentry.detect;

import java.util.Arrays;
import java.util.List;

/** A detector's answer to one reading. */
public sealed interface Judgement {

    /**
     * It is ill.
     *
     * @param subject the series it is about: loss, grad_norm, validation_loss, layer:&lt;name&gt;, rank:&lt;n&gt;, input
     * @param rank where it began, or -1
     * @param layer place in forward order where it began, or -1
     * @param firstStep first step at which it is visible; may lie before the reading
     * @param evidence most telling first; never empty
     */
    record Firing(String subject, Severity severity, int rank, int layer, long firstStep, List<Evidence> evidence)
            implements Judgement {

        /** The same, as bad as somebody set it to be. */
        public Firing as(Severity set) {
            return new Firing(subject, set, rank, layer, firstStep, evidence);
        }
    }

    /** It is well. */
    record Clear() implements Judgement {}

    /** It cannot be said; neither opens nor closes anything. */
    record Abstaining(Reason reason) implements Judgement {
        private static final List<Abstaining> ALL =
                Arrays.stream(Reason.values()).map(Abstaining::new).toList();
    }

    /** Why a detector abstains. */
    enum Reason {
        NOT_MEASURED,
        NOT_FINITE,
        WARMING_UP,
        SKIPPED_STEP,
        OTHER_RANK,
        TOO_NOISY,
        NOT_ENOUGH_DATA,
        /** Siblings do worse. */
        AMONG_THE_BEST
    }

    Clear CLEAR = new Clear();

    static Judgement abstain(Reason reason) {
        return Abstaining.ALL.get(reason.ordinal());
    }
}
