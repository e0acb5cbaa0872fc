package io.descentry.it.scenario;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;

/** An alert event as the scenarios write it: {@code loss_spike FIRING WARNING loss at 120 since 119}. */
final class Told {
    private Told() {}

    static String of(AlertEvent event) {
        boolean over = event.getStatus() == AlertStatus.RESOLVED;
        String end = over ? " " + event.getResolution() + " last seen at " + event.getLastStep() : "";
        return event.getKind() + " " + event.getStatus() + " " + event.getSeverity() + " " + event.getSubject()
                + (over ? end : " at " + event.getDetectedStep() + " since " + event.getFirstStep());
    }
}
