package io.descentry.app.api;

/** How bad an alert is, in rising order. */
enum Level {
    INFO,
    WARNING,
    CRITICAL;

    /** The level of that name; one that is not known yet is taken as the worst. */
    static Level of(String name) {
        for (Level level : values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        return CRITICAL;
    }
}
