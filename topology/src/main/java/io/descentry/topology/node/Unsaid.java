package io.descentry.topology.node;

/**
 * A step of a batch that is refused and only counted, since enough dead letters tell of its batch.
 *
 * @param reason as in a dead letter
 */
record Unsaid(String reason) implements Intaken {}
