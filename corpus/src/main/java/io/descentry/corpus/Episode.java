package io.descentry.corpus;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * All events of one alert from its opening to its end.
 *
 * @param firstStep first step at which it was visible, as judged when it opened
 * @param alarms whether it reached warning or critical
 */
record Episode(String jobId, String kind, String subject, long firstStep, long detectedStep, boolean alarms) {
    private record Key(String jobId, String kind, String subject, long detectedStep) {}

    static List<Episode> of(Collection<ReportedAlert> events) {
        var episodes = new LinkedHashMap<Key, Episode>();
        for (ReportedAlert event : events) {
            episodes.merge(
                    new Key(event.jobId(), event.kind(), event.subject(), event.detectedStep()),
                    new Episode(
                            event.jobId(),
                            event.kind(),
                            event.subject(),
                            event.firstStep(),
                            event.detectedStep(),
                            event.alarms()),
                    Episode::with);
        }
        return List.copyOf(episodes.values());
    }

    private Episode with(Episode later) {
        return new Episode(jobId, kind, subject, firstStep, detectedStep, alarms || later.alarms);
    }
}
