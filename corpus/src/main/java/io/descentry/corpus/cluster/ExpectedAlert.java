package io.descentry.corpus.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An alert that one job deserves.
 *
 * @param kinds ids, one of which is right
 * @param also ids that may rightly be told too
 * @param rank where it began, or -1 if it has no such place
 * @param layer where it began, or null
 * @param phase of the training step where it began: input, forward, ...; null if that is not asked
 * @param host of that rank, or null
 * @param fromMillis when it begins, milliseconds since the epoch
 * @param due whether it begins early enough to be told before the simulation ends
 * @param cause what was done
 */
public record ExpectedAlert(
        String jobId,
        Set<String> kinds,
        Set<String> also,
        int rank,
        @Nullable String layer,
        @Nullable String phase,
        @Nullable String host,
        long fromMillis,
        boolean due,
        String cause) {}
