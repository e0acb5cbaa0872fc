package io.descentry.corpus.report;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Episode;
import io.descentry.corpus.Label;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One alert as it was told.
 *
 * @param opening its first event
 * @param latest its last event
 */
record Told(Episode alert, Standing standing, AlertEvent opening, AlertEvent latest) {

    /** The alerts of a run, in the order of their opening. */
    static List<Told> of(List<AlertEvent> events, Label label) {
        var byAlert = new LinkedHashMap<Episode.Key, List<AlertEvent>>();
        for (AlertEvent event : events) {
            byAlert.computeIfAbsent(Episode.Key.of(ReportedAlert.of(event)), key -> new ArrayList<>())
                    .add(event);
        }
        return byAlert.values().stream().map(all -> told(all, label)).toList();
    }

    private static Told told(List<AlertEvent> events, Label label) {
        Episode alert =
                Episode.of(events.stream().map(ReportedAlert::of).toList()).get(0);
        return new Told(alert, Standing.of(alert, label), events.get(0), events.get(events.size() - 1));
    }

    /** Name of its standing in style sheets. */
    String style() {
        return switch (standing) {
            case DETECTION -> "detection";
            case FALSE_ALARM -> "false";
            case ALLOWED -> "allowed";
            case INFORMATION -> "information";
        };
    }
}
