package io.descentry.corpus;

/** Told how far a publisher has got; called from the publisher's thread and cheap to call. */
@FunctionalInterface
public interface Sending {

    /** Nobody listens. */
    Sending UNWATCHED = (record, sent, total) -> {};

    /**
     * A record was handed to the producer.
     *
     * @param record as it was sent, event time included
     * @param sent records handed over so far
     * @param total records of all runs
     */
    void sent(TrainerRecord record, long sent, long total);
}
