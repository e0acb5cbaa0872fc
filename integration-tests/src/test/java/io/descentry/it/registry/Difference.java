package io.descentry.it.registry;

/** What a registry may do otherwise than Confluent's, if its test declares it. */
enum Difference {
    /** {@code /config} starts with NONE and not with BACKWARD. */
    DEFAULT_LEVEL,
    /** A subject without a level of its own is 40401 and not 40408, and {@code defaultToGlobal} changes nothing. */
    LEVEL_OF_SUBJECT_WITHOUT_ONE,
    /** A level that does not exist is 400 without a code, not 42203. */
    UNKNOWN_LEVEL,
    /** A version that is no number is 40402 and not 42202. */
    VERSION_THAT_IS_NO_NUMBER,
    /** There is no {@code /schemas/ids/{id}/schema} and no {@code /schemas/ids/{id}/subjects}. */
    RAW_SCHEMA_AND_SUBJECTS_OF_AN_ID,
    /** There is no {@code /mode}. */
    MODE,
    /** A schema is not compatible with a subject that does not exist: 40402. */
    COMPATIBILITY_WITH_NOTHING,
    /** Reasons come as one {@code reason}, not as {@code messages}: Confluent's client takes that for none. */
    VERBOSE_MESSAGES,
    /** What was deleted twice, or for good before softly, is HTTP 409 and not 404; the codes are the same. */
    STATUS_OF_DELETIONS_OUT_OF_ORDER,
    /** Schemas that differ in white space alone have different ids. */
    WHITE_SPACE
}
