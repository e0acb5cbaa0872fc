package io.descentry.connect;

import java.time.Instant;

/** Texts and times that a table can hold. */
final class Text {
    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private Text() {}

    /** PostgreSQL refuses NUL in texts and in jsonb, and the batch with it. */
    static String of(Object value) {
        return value.toString().replace('\u0000', '\uFFFD');
    }

    /** The same time in milliseconds, or the end of the calendar. */
    static long inCalendar(long millis) {
        return Math.max(FIRST, Math.min(LAST, millis));
    }
}
