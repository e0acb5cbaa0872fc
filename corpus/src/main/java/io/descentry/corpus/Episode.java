package io.descentry.corpus;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * All events of one alert from its opening to its end.
 *
 * @param rank where it began, as named when it opened, or -1
 * @param firstStep first step at which it was visible, as judged when it opened
 * @param lastStep last step at which it was seen
 * @param alarms whether it reached warning or critical
 * @param causes ids as named when it opened, most likely first
 */
public record Episode(
        String jobId,
        String kind,
        String subject,
        int rank,
        long firstStep,
        long lastStep,
        long detectedStep,
        boolean alarms,
        List<String> causes) {

    /** What the events of one alert have in common. */
    public record Key(String jobId, String kind, String subject, long detectedStep) {
        /** That of an event. */
        public static Key of(ReportedAlert event) {
            return new Key(event.jobId(), event.kind(), event.subject(), event.detectedStep());
        }
    }

    /** The alerts of these events, in the order of their opening. */
    public static List<Episode> of(Collection<ReportedAlert> events) {
        var episodes = new LinkedHashMap<Key, Episode>();
        for (ReportedAlert event : events) {
            episodes.merge(
                    Key.of(event),
                    new Episode(
                            event.jobId(),
                            event.kind(),
                            event.subject(),
                            event.rank(),
                            event.firstStep(),
                            event.lastStep(),
                            event.detectedStep(),
                            event.alarms(),
                            event.causes()),
                    Episode::with);
        }
        return List.copyOf(episodes.values());
    }

    private Episode with(Episode later) {
        return new Episode(
                jobId,
                kind,
                subject,
                rank,
                firstStep,
                Math.max(lastStep, later.lastStep),
                detectedStep,
                alarms || later.alarms,
                causes);
    }
}
