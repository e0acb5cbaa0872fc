package io.descentry.benchmarks.peer;

/** A design that is measured. */
interface Peer {

    /** Starts a lap; returns when it runs. */
    Running start(Lap lap) throws Exception;

    /** A lap that runs until it is closed. */
    interface Running extends AutoCloseable {
        /** Steps processed so far. */
        long records();

        /** Ends it; what it told is complete after that. */
        @Override
        void close() throws Exception;

        /** What it told, once it is closed. */
        Told told() throws Exception;
    }
}
