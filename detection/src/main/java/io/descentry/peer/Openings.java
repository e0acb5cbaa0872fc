package io.descentry.peer;

import io.descentry.memory.MemoryIo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts how often each incident of a fleet was opened on a day, which tells its openings apart. */
final class Openings {
    /*
     * Which of its jobs is heard of first depends on how late partitions are, so no time of a report may name an opening. A
     * count may, but must not begin again where it was forgotten. Hence both: the day (UTC) on which the outbreak began, and a
     * count within it, which is forgotten when no outbreak of that day can be told any more. Only where the first reports of an
     * outbreak lie on both sides of midnight does their order matter.
     */
    private static final long DAY = 24 * 60 * 60_000L;

    /** Nothing begins so long ago any more: incidents are told of falls that are minutes old. */
    private static final long KEPT = 2 * DAY;

    /** The last day on which an incident was opened, and how often. */
    private record Day(long day, int times) {}

    private final Map<String, Day> last = new HashMap<>();

    /** Notes another opening; gives its name, which no other opening of the incident has. */
    String next(String fingerprint, long beganAtMillis) {
        long day = Math.floorDiv(beganAtMillis, DAY);
        Day known = last.get(fingerprint);
        Day now = known == null || known.day < day ? new Day(day, 1) : new Day(known.day, known.times + 1);
        last.put(fingerprint, now);
        return now.day + "/" + now.times;
    }

    /** Forgets those of days that are over; gives their fingerprints. */
    List<String> sweep(long nowMillis) {
        List<String> over = new ArrayList<>();
        last.forEach((fingerprint, day) -> {
            if (nowMillis - day.day * DAY > KEPT) {
                over.add(fingerprint);
            }
        });
        last.keySet().removeAll(over);
        return over;
    }

    /** Writes the count of one incident, or takes it in. */
    void sync(MemoryIo io, @Nullable String writing) {
        String fingerprint = io.text(writing == null ? "" : writing);
        Day known = last.getOrDefault(fingerprint, new Day(0, 0));
        last.put(fingerprint, new Day(io.i64(known.day), io.i32(known.times)));
    }
}
