package io.descentry.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.detect.Kind;
import io.descentry.reading.JobFacts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names of alerts and of their changes: the same thing has the same name, in every process and after every restart. */
final class Fingerprint {
    private Fingerprint() {}

    /** Identity of an alert: 16 hex digits from kind, cluster, project, job and subject. */
    static String of(Kind kind, JobFacts job, String subject) {
        return hash(8, kind.id(), job.cluster(), job.project(), job.jobId(), subject);
    }

    /** Identity of one change of it: 32 hex digits from the alert, where it fired and what changed to which severity. */
    static String ofChange(Episode episode, AlertChange.Status status) {
        return hash(
                16,
                episode.fingerprint,
                Integer.toString(episode.attempt),
                Long.toString(episode.detectedStep),
                status.name(),
                switch (status) {
                    case ESCALATED -> episode.severity.name();
                    case ATTACHED -> episode.outbreak == null ? "" : episode.outbreak.incident();
                    case FIRING, RESOLVED -> "";
                });
    }

    /** Identity of an alert about several jobs. */
    static String ofOutbreak(String cluster, String factor, String value, String manner) {
        return hash(8, Kind.FLEET_INCIDENT.id(), cluster, factor, value, manner);
    }

    /** Identity of one change of it, by which of its openings it is and what is told with that status. */
    static String ofChange(String outbreak, String opening, AlertChange.Status status, String told) {
        return hash(16, outbreak, opening, status.name(), told);
    }

    private static String hash(int bytes, @Nullable String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                // The length in front keeps "ab","c" apart from "a","bc".
                byte[] text = part == null ? new byte[0] : part.getBytes(UTF_8);
                sha.update((part == null ? "-" : text.length + ":").getBytes(UTF_8));
                sha.update(text);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
