package io.descentry.topology;

import io.descentry.registry.SchemaRegistryException;
import io.descentry.wire.UndecodableException;

/** Reason codes of records that could not be read; stable. */
public final class Unreadable {
    /** The bytes are no record of the expected type. */
    public static final String UNDECODABLE = "UNDECODABLE";
    /** The registry does not know the schema they were written with. */
    public static final String UNKNOWN_SCHEMA = "UNKNOWN_SCHEMA";
    /** The registry does not tell us that schema. */
    public static final String REGISTRY_REFUSED = "REGISTRY_REFUSED";
    /** No registry answers, and the schema was not met before. */
    public static final String REGISTRY_UNAVAILABLE = "REGISTRY_UNAVAILABLE";

    private Unreadable() {}

    /** The code of what {@link UndecodableException} or {@link SchemaRegistryException} tells. */
    public static String codeOf(Exception why) {
        if (why instanceof SchemaRegistryException.NotFound) {
            return UNKNOWN_SCHEMA;
        }
        if (why instanceof SchemaRegistryException.Refused) {
            return REGISTRY_REFUSED;
        }
        return why instanceof SchemaRegistryException ? REGISTRY_UNAVAILABLE : UNDECODABLE;
    }
}
