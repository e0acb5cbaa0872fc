package io.descentry.alert;

import io.descentry.alert.AlertChange.Place;
import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Evidence;
import io.descentry.detect.Kind;
import io.descentry.reading.JobFacts;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a change of an alert into the words and numbers that go out. */
final class Telling {
    private Telling() {}

    static AlertChange of(
            Episode episode,
            Kind kind,
            Status status,
            @Nullable Resolution resolution,
            Moment moment,
            JobFacts job,
            Place place) {
        return new AlertChange(
                Fingerprint.ofChange(episode, status),
                episode.fingerprint,
                kind,
                status,
                episode.severity,
                moment.timeMillis(),
                episode.attempt,
                job,
                episode.subject,
                episode.rank,
                episode.layer,
                episode.firstStep,
                episode.lastStep,
                episode.detectedStep,
                episode.startedAtMillis,
                episode.detectedAtMillis,
                resolution == null ? -1 : moment.timeMillis(),
                resolution,
                Guides.of(kind).summary(),
                description(episode, resolution, place),
                episode.evidence,
                episode.causes,
                Guides.of(kind).remedies(episode.causes),
                place,
                null);
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    private static String description(Episode episode, @Nullable Resolution resolution, Place place) {
        StringBuilder text =
                new StringBuilder(episode.evidence.stream().map(Evidence::text).collect(Collectors.joining("; ")));
        if (episode.layer != null) {
            text.append(", first in layer ").append(episode.layer);
        }
        if (episode.rank >= 0) {
            text.append(" on rank ").append(episode.rank);
        }
        text.append(". Visible since step ").append(episode.firstStep);
        if (episode.detectedStep != episode.firstStep) {
            text.append(", detected at step ").append(episode.detectedStep);
        }
        text.append('.');
        if (resolution != null) {
            text.append(' ')
                    .append(
                            switch (resolution) {
                                case RECOVERED -> "It recovered; last seen at step " + episode.lastStep + ".";
                                case JOB_ENDED -> "The job ended while it lasted.";
                                case SUPERSEDED -> "A newer attempt took over.";
                                case DISABLED -> "Its kind is no longer looked for.";
                            });
        } else if (!episode.causes.isEmpty()) {
            text.append(" Most likely: ").append(episode.causes.get(0).why()).append('.');
        }
        if (episode.outbreak != null) {
            text.append(" Part of an incident of the fleet: ").append(sentence(episode.outbreak.words()));
        } else if (place.chain() != null) {
            text.append(" Incident: ").append(place.chain()).append('.');
        }
        return text.toString();
    }
}
