package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import io.descentry.alert.AlertChange.Outbreak;
import io.descentry.alert.AlertChange.Place;
import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Evidence;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.reading.JobFacts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An alert about several jobs of a cluster, on its way out.
 *
 * @param fingerprint as {@link #fingerprint} gives it for the factor that was named when it opened
 * @param opening tells this opening of the alert from its others
 * @param words what happened, in one sentence
 * @param details what else a person wants to know, in sentences
 * @param follows fingerprint of the alert that replaces it, or null
 */
public record OutbreakAlert(
        String cluster,
        String fingerprint,
        Severity severity,
        String opening,
        long startedAtMillis,
        long detectedAtMillis,
        String words,
        String details,
        Evidence evidence,
        Outbreak outbreak,
        @Nullable String follows) {

    /** A cause with a lower score belongs to other factors. */
    private static final double POSSIBLE = 0.1;

    /** Identity of an alert about several jobs. */
    public static String fingerprint(String cluster, String factor, String value, String manner) {
        return Fingerprint.ofOutbreak(cluster, factor, value, manner);
    }

    /**
     * A change of it.
     *
     * @param told what makes this change another than those of the same status before it; empty where there is but one
     */
    public AlertChange change(Status status, @Nullable Resolution resolution, long timeMillis, String told) {
        Kind kind = Kind.FLEET_INCIDENT;
        List<Cause> causes = causes();
        return new AlertChange(
                Fingerprint.ofChange(fingerprint, opening, status, told),
                fingerprint,
                kind,
                status,
                severity,
                timeMillis,
                0,
                cluster.isEmpty() ? JobFacts.unknown("") : JobFacts.unknown("").in(cluster),
                subject(),
                -1,
                null,
                0,
                0,
                0,
                startedAtMillis,
                detectedAtMillis,
                resolution == null ? -1 : timeMillis,
                resolution,
                words,
                description(resolution, causes),
                List.of(evidence),
                causes,
                Guides.of(kind).remedies(causes),
                new Place(follows == null ? fingerprint : follows, follows, pages(status), null, List.of()),
                outbreak);
    }

    /** Whoever was called for it reads where it turned out to be, and is not called again for that. */
    private boolean pages(Status status) {
        return severity != Severity.INFO && status != Status.ESCALATED;
    }

    private String subject() {
        return outbreak.factor() + ' ' + outbreak.value();
    }

    private List<Cause> causes() {
        Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
        outbreak.members().forEach(member -> kinds.put(member.kind(), 0L));
        RunContext nobody = new RunContext(JobFacts.unknown(""));
        Firing firing = new Firing(subject(), severity, -1, -1, 0, List.of(evidence));
        return Guides.of(Kind.FLEET_INCIDENT).rank(new Scene(nobody, firing, 0, null, kinds)).stream()
                .filter(cause -> cause.score() >= POSSIBLE)
                .toList();
    }

    private String description(@Nullable Resolution resolution, List<Cause> causes) {
        String jobs = outbreak.members().stream()
                .map(Outbreak.Member::jobId)
                .distinct()
                .limit(5)
                .collect(Collectors.joining(", "));
        StringBuilder text =
                new StringBuilder(words).append(' ').append(details).append(" First: ");
        text.append(jobs).append('.');
        if (resolution == null && !causes.isEmpty()) {
            text.append(" Most likely: ").append(causes.get(0).why()).append('.');
            text.append(" First of all: ")
                    .append(causes.get(0).remedies().get(0))
                    .append('.');
        }
        return text.toString();
    }
}
