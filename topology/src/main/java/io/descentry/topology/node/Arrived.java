package io.descentry.topology.node;

/**
 * A sound record on its way to the judge.
 *
 * @param raw the bytes that arrived, for a dead letter if the judge refuses it
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once and never compared.
public record Arrived(Sound sound, byte[] raw) implements Intaken {}
