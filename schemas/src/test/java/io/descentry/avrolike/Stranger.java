package io.descentry.avrolike;

/** A class whose package begins like the one that Avro is told to trust. */
public final class Stranger {}
