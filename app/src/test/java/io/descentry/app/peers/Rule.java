package io.descentry.app.peers;

import io.descentry.reading.EvalReading;
import io.descentry.reading.StepReading;

/** One rule of another tool at its default settings; it keeps what it remembers of one run. */
interface Rule {
    /** Where a rule says that something is wrong. */
    interface Report {
        /** The rule fires at a step for what we would call {@code kind}. */
        void fires(String kind, long step);
    }

    /** Takes in a step of the reporting rank. */
    default void step(StepReading reading, Report report) {}

    /** Takes in an evaluation. */
    default void eval(EvalReading reading, Report report) {}
}
