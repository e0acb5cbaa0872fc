package io.descentry.topology;

import java.time.Duration;

/**
 * What may be set about the topology.
 *
 * @param maxAhead how far an event time may lie ahead of the clock; 0 or above, default 1 hour (as a broker's
 *     {@code message.timestamp.after.max.ms})
 * @param registryHold for how long a schema id that the registry could not explain is not asked about again; 0 or
 *     above, default 30 seconds
 * @param forgetAfter silence after which a job leaves memory and its open alerts end; above 0, default 24 hours
 * @param healthEvery how long the state of a job that nobody must know at once is held back; 0 or above, default 5 seconds
 * @param links pages that alerts point to; default none
 */
public record TopologySettings(
        Duration maxAhead, Duration registryHold, Duration forgetAfter, Duration healthEvery, AlertLinks links) {
    public TopologySettings {
        if (maxAhead.isNegative() || registryHold.isNegative() || healthEvery.isNegative()) {
            throw new IllegalArgumentException("maxAhead, registryHold and healthEvery must not be negative");
        }
        if (forgetAfter.isNegative() || forgetAfter.isZero()) {
            throw new IllegalArgumentException("forgetAfter must be above 0");
        }
    }

    /** The defaults. */
    public static TopologySettings defaults() {
        return new TopologySettings(
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofHours(24),
                Duration.ofSeconds(5),
                AlertLinks.NONE);
    }
}
