package io.descentry.topology;

/**
 * Up to which moment all that arrived for a partition is known to be judged. Silence counts up to there and no further: what lies
 * behind may be lag. A moment that does not move on means that nothing is known.
 */
@FunctionalInterface
public interface Horizon {
    /** Nothing is known of any moment. */
    long UNKNOWN = Long.MIN_VALUE;

    /** Where whatever arrives is judged at once, as under a test driver. */
    Horizon NOW = (partition, nowMillis) -> nowMillis;

    /**
     * The moment up to which all input of a partition is judged, by the clock of {@link TopologySettings#clock}; asked from the
     * thread of the task, once a second, and must not block.
     *
     * @param nowMillis the moment of asking
     */
    long judgedUntil(int partition, long nowMillis);
}
