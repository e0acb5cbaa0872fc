package io.descentry.standalone.registry;

/** A named type that stands in another subject. */
record SchemaReference(String name, String subject, int version) {}
