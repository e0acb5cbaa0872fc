package io.descentry.detect;

import io.descentry.memory.Memory;

/** A kind that shows only in many jobs: its settings stand beside the others, and no single job is asked. */
public non-sealed interface FleetDetector<M extends Memory> extends Detector<M> {}
