package io.descentry.topology.node;

import io.descentry.judge.Verdict.Rejected;

/**
 * Where in a batch a step stood.
 *
 * @param index from 0
 * @param step its number
 */
record BatchPlace(Batch batch, int index, long step) {
    /** A batch of steps while they are judged. */
    static final class Batch {
        /** Steps that get a dead letter each, which holds all of the batch: a batch of bad steps must not fill the topic. */
        static final int MOST_LETTERS = 16;

        private final int size;
        private int refused;

        Batch(int size) {
            this.size = size;
        }
    }

    /** What becomes of the step if it is refused. */
    Intaken refused(Rejected why) {
        batch.refused++;
        if (batch.refused > Batch.MOST_LETTERS) {
            return new Unsaid(why.reason().name());
        }
        String last = batch.refused < Batch.MOST_LETTERS ? "" : "; further ones of this batch are only counted";
        String where = "step " + step + ", index " + index + " of " + batch.size + " in the batch: ";
        return DeadLetter.because(new Rejected(why.reason(), where + why.detail() + last));
    }
}
