package io.descentry.alert;

import java.util.Optional;

/**
 * What was found where a clue was looked for.
 *
 * @param holds whether the clue is there; if not, that it is not there may be evidence as well
 * @param words the same for a person, with numbers
 */
record Sign(boolean holds, String words) {

    /** A clue that could be looked for: there, or not. */
    static Optional<Sign> of(boolean holds, String yes, String no) {
        return Optional.of(new Sign(holds, holds ? yes : no));
    }

    /** A clue of which only the presence means something. */
    static Optional<Sign> when(boolean holds, String yes) {
        return holds ? Optional.of(new Sign(true, yes)) : Optional.empty();
    }
}
