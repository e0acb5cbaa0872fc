package io.descentry.topology.node;

/** What the intake made of a record. */
public sealed interface Intaken permits Arrived, DeadLetter, Unsaid {}
