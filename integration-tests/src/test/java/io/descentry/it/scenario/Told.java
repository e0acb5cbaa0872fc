package io.descentry.it.scenario;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;

/**
 * An alert event as the scenarios write it: {@code loss_spike FIRING WARNING loss at 120 since 119}, with {@code attached}
 * where it follows from another alert and does not page.
 */
final class Told {
    private Told() {}

    static String of(AlertEvent event) {
        boolean over = event.getStatus() == AlertStatus.RESOLVED;
        String end = over ? " " + event.getResolution() + " last seen at " + event.getLastStep() : "";
        boolean attached = !over && event.getFollows() != null && !event.getPages();
        return event.getKind() + " " + event.getStatus() + " " + event.getSeverity() + " " + event.getSubject()
                + (over ? end : " at " + event.getDetectedStep() + " since " + event.getFirstStep())
                + (attached ? " attached" : "");
    }
}
