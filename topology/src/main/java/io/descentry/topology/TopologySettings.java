package io.descentry.topology;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * What may be set about the topology.
 *
 * @param maxAhead how far an event time may lie ahead of the clock; 0 or above, default 1 hour (as a broker's
 *     {@code message.timestamp.after.max.ms})
 * @param registryHold for how long a schema id that the registry could not explain is not asked about again; 0 or
 *     above, default 30 seconds
 * @param forgetAfter silence after which a job is forgotten for good and its open alerts end; above 0, default 30 days
 * @param restAfter how long a job stays on the heap that nothing comes of; above 0, not above {@code forgetAfter}, default 24 hours
 * @param mostLive jobs on the heap of an instance; 1 or above, default 100,000
 * @param healthEvery how long the state of a job that nobody must know at once is held back; 0 or above, default 5 seconds
 * @param links pages that alerts point to; default none
 * @param clock by which silence is measured; the one of Kafka Streams if null, which is the default
 * @param horizon how lag is told from silence; by default nothing is known, and silence is noticed by later records alone
 */
public record TopologySettings(
        Duration maxAhead,
        Duration registryHold,
        Duration forgetAfter,
        Duration restAfter,
        int mostLive,
        Duration healthEvery,
        AlertLinks links,
        @Nullable InstantSource clock,
        Horizon horizon) {
    public TopologySettings {
        if (maxAhead.isNegative() || registryHold.isNegative() || healthEvery.isNegative()) {
            throw new IllegalArgumentException("maxAhead, registryHold and healthEvery must not be negative");
        }
        if (forgetAfter.isNegative() || forgetAfter.isZero()) {
            throw new IllegalArgumentException("forgetAfter must be above 0");
        }
        if (restAfter.isNegative() || restAfter.isZero() || restAfter.compareTo(forgetAfter) > 0) {
            throw new IllegalArgumentException("restAfter must be above 0 and not above forgetAfter");
        }
        if (mostLive < 1) {
            throw new IllegalArgumentException("mostLive must be 1 or above");
        }
    }

    /** With the clock of Kafka Streams and nothing known of lag. */
    public TopologySettings(
            Duration maxAhead,
            Duration registryHold,
            Duration forgetAfter,
            Duration restAfter,
            int mostLive,
            Duration healthEvery,
            AlertLinks links) {
        this(
                maxAhead,
                registryHold,
                forgetAfter,
                restAfter,
                mostLive,
                healthEvery,
                links,
                null,
                (partition, nowMillis) -> Horizon.UNKNOWN);
    }

    /** The same with silence measured by a clock, as far as lag is known. */
    public TopologySettings with(@Nullable InstantSource otherClock, Horizon otherHorizon) {
        return new TopologySettings(
                maxAhead, registryHold, forgetAfter, restAfter, mostLive, healthEvery, links, otherClock, otherHorizon);
    }

    /** The same with other bounds of what stays on the heap. */
    public TopologySettings withLive(Duration otherRestAfter, int otherMostLive) {
        return new TopologySettings(
                maxAhead, registryHold, forgetAfter, otherRestAfter, otherMostLive, healthEvery, links, clock, horizon);
    }

    /** The time by the clock of silence. */
    public long millis(ProcessorContext<?, ?> context) {
        return clock == null ? context.currentSystemTimeMs() : clock.millis();
    }

    /** The defaults. */
    public static TopologySettings defaults() {
        return new TopologySettings(
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofDays(30),
                Duration.ofHours(24),
                100_000,
                Duration.ofSeconds(5),
                AlertLinks.NONE);
    }
}
