package io.descentry.standalone.cli;

import java.nio.file.Path;

/** Where the launcher runs from. */
final class Checkout {
    /** System property by which the launcher names the checkout. */
    private static final String HOME = "descentry.home";

    private Checkout() {}

    /** The recorded runs that belong to the project. */
    static Path corpus() {
        return Path.of(System.getProperty(HOME, ""), "corpus", "data");
    }
}
