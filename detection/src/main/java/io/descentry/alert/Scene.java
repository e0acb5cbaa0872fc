package io.descentry.alert;

import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import java.util.Set;

/**
 * What surrounds an alert when it fires.
 *
 * @param run what is known about the run
 * @param firing what the detector said
 * @param step the step at hand
 * @param open kinds whose alert is open already
 */
record Scene(RunContext run, Firing firing, long step, Set<Kind> open) {}
