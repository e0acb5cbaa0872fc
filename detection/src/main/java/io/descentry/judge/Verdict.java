package io.descentry.judge;

import io.descentry.detect.Judgement;
import io.descentry.detect.Kind;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one record of a job. */
public sealed interface Verdict {

    /**
     * The record was judged.
     *
     * @param step the step that the record is about
     * @param timeMillis its event time
     * @param findings what detectors said, as far as it may change an alert
     * @param reading the record if it is a step
     * @param note the record if it is what peers tell
     */
    record Judged(
            long step,
            long timeMillis,
            List<Finding> findings,
            @Nullable StepReading reading,
            @Nullable PeerNote note) implements Verdict {

        /** A record that is no note. */
        Judged(long step, long timeMillis, List<Finding> findings, @Nullable StepReading reading) {
            this(step, timeMillis, findings, reading, null);
        }
    }

    /**
     * One detector's answer.
     *
     * @param reading the step that it is about, if that is known and not the record that was judged
     */
    record Finding(Kind kind, Judgement judgement, @Nullable StepReading reading) {
        /** An answer to the record that was judged. */
        public Finding(Kind kind, Judgement judgement) {
            this(kind, judgement, null);
        }
    }

    /** The record was seen before or belongs to an ended attempt: counted, and nothing else happens. */
    record Ignored(IgnoreReason reason) implements Verdict {}

    /** The record is sound Avro with impossible content: it goes to the dead letters. */
    record Rejected(RejectReason reason, String detail) implements Verdict {}

    enum IgnoreReason {
        DUPLICATE,
        STALE_ATTEMPT,
        /** A note for a job of which nothing is remembered. */
        UNKNOWN_JOB,
        /** A note that says nothing which this version knows. */
        UNKNOWN_PART
    }

    /** Reason codes of dead letters; stable. */
    enum RejectReason {
        NEGATIVE_STEP,
        NEGATIVE_RANK,
        NEGATIVE_ATTEMPT,
        RANK_OUT_OF_RANGE,
        COLUMN_LENGTHS_DIFFER,
        LAYER_COUNT_MISMATCH,
        TIME_IN_FUTURE,
        STEP_WENT_BACK,
        KEY_MISMATCH,
        TOO_LARGE,
        /** The rest of the record holds; only its settings are not in force. */
        SETTING_REFUSED
    }
}
