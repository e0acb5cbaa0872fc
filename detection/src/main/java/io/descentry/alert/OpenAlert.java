package io.descentry.alert;

import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import org.jspecify.annotations.Nullable;

/**
 * An open alert in short.
 *
 * @param fingerprint identity of the alert over its life
 * @param told what was told of it last
 * @param pages whether it is worth a page of its own; false for what is part of an incident of the fleet
 * @param rank where it began, or -1
 * @param layer name of the layer where it began, or null
 * @param firstStep first step at which it is visible
 * @param detectedAtMillis event time at which it fired
 * @param summary one line, the same for all alerts of the kind
 * @param incident fingerprint of the alert that opened its incident, or of the incident of the fleet
 */
public record OpenAlert(
        String fingerprint,
        Kind kind,
        Severity severity,
        AlertChange.Status told,
        boolean pages,
        String subject,
        int rank,
        @Nullable String layer,
        long firstStep,
        long detectedAtMillis,
        String summary,
        String incident) {}
