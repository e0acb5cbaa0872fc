package io.descentry.judge;

import io.descentry.detect.Judgement;
import io.descentry.detect.Kind;

/** Counts what detectors answer. */
@FunctionalInterface
public interface AnswerCounter {
    /** The detector of a kind gave an answer. Called for each detector that is asked at each record, so it must cost next to nothing. */
    void count(Kind kind, Judgement answer);

    /** Counts nothing. */
    AnswerCounter NONE = (kind, answer) -> {};
}
