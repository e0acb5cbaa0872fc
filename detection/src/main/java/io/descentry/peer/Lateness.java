package io.descentry.peer;

/** How late reports of a fleet may be, and how long what it knows of its jobs therefore counts. */
/*
 * The tasks that judge jobs go on each for itself. While a backlog is judged after an outage they drift apart in event time, and a
 * trainer's clock may be wrong by an hour, as far as intake lets it be. The time of a fleet is that of whoever is ahead. So nothing that
 * is asked about a moment may depend on what was heard after it: falls, and who was there, are kept until nothing is heard of that time
 * any more.
 */
final class Lateness {
    /** A fall of which is heard later than that is no news. */
    static final long MOST_MILLIS = 90 * 60_000L;

    /** Falls that are older at a moment, and that nothing explains, are part of what is usual then. */
    static final long RECENT_MILLIS = 15 * 60_000L;

    /** Nothing asks about what is older. */
    static final long KEPT_MILLIS = MOST_MILLIS + RECENT_MILLIS;

    private Lateness() {}
}
