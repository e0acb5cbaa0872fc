package io.descentry.app.api;

/** A request that cannot be answered as it is; the message says why. */
final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Wrong(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
