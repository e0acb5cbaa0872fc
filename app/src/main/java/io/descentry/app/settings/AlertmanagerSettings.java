package io.descentry.app.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.ExponentialBackoff;

/**
 * Where and how open alerts are posted.
 *
 * @param addresses base addresses, each another Alertmanager
 * @param authorization the header of that name; empty for none. A secret
 * @param jobLabels labels of jobs that alerts carry
 * @param resend how often all is posted again
 * @param endsAfter how far ahead the end of an open alert is told; at least twice {@code resend}
 * @param keepEnds how long an end is posted again after it was taken
 * @param timeout how long an answer may take
 * @param backoff waits after failures
 * @param most how many alerts are held
 */
public record AlertmanagerSettings(
        List<URI> addresses,
        String authorization,
        List<String> jobLabels,
        Duration resend,
        Duration endsAfter,
        Duration keepEnds,
        Duration timeout,
        ExponentialBackoff backoff,
        int most) {
    public AlertmanagerSettings {
        addresses = List.copyOf(addresses);
        jobLabels = List.copyOf(jobLabels);
    }

    @Override
    public String toString() {
        return "alerts to " + addresses;
    }
}
