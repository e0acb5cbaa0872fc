package io.descentry.it.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One job, or any number that are alike.
 *
 * @param names theirs, see {@link Names}
 * @param start when the first begins, for example {@code 20s} into the story; at once if left out
 * @param apart time from the begin of each to that of the next; none if left out
 * @param job the description that each sends first; none if absent
 * @param records what each sends then, in this order
 * @param alerts the changes of alerts that are published of each, in this order, as {@link Told} writes them
 */
record Jobs(
        String names,
        @Nullable String start,
        @Nullable String apart,
        @Nullable Job job,
        List<Span> records,
        List<String> alerts) {
    Jobs {
        records = List.copyOf(records);
        alerts = Objects.requireNonNullElse(alerts, List.of());
    }

    /** When the n-th begins, from 0. */
    Duration startOf(int n) {
        return Span.duration(start).plus(Span.duration(apart).multipliedBy(n));
    }
}
