package io.descentry.app.service;

import java.util.Arrays;
import java.util.Optional;

/** What the topology counts, as it is shown. */
enum Counted {
    READINGS("records", "descentry.readings", "topic", "Sound records that were read; steps of a batch one by one"),
    IGNORED("ignored", "descentry.ignored", "reason", "Sound readings that say nothing new and were not judged"),
    DEAD_LETTERS("dead-letters", "descentry.dead.letters", "reason", "What could not be read or believed"),
    ALERT_CHANGES(
            "alert-changes",
            "descentry.alert.changes",
            "status",
            "Changes of alerts and incidents that were published"),
    PEER_NOTES("peer-notes", "descentry.peer.notes", "note", "What groups of peers told their jobs"),
    SETTINGS(
            "settings",
            "descentry.settings",
            "outcome",
            "Records of descentry.settings since the start of this instance: TAKEN, or why not"),
    FORGOTTEN_JOBS(
            "forgotten-jobs", "descentry.forgotten.jobs", "why", "Jobs that were silent for jobs.forget.after.ms"),
    CLOCK_LOOKS(
            "clock-looks",
            "descentry.clock.looks",
            "horizon",
            "Looks at silent jobs; unknown: it could not be proved that all that had arrived was judged, so nothing was said");

    private final String sensor;
    private final String metric;
    private final String label;
    private final String description;

    Counted(String sensor, String metric, String label, String description) {
        this.sensor = sensor;
        this.metric = metric;
        this.label = label;
        this.description = description;
    }

    /** By the name that the topology counts under. */
    static Optional<Counted> of(String sensor) {
        return Arrays.stream(values()).filter(it -> it.sensor.equals(sensor)).findFirst();
    }

    String sensor() {
        return sensor;
    }

    String metric() {
        return metric;
    }

    /** What its only label says. */
    String label() {
        return label;
    }

    String description() {
        return description;
    }
}
