package io.descentry.standalone.cli;

import io.descentry.avro.AlertSeverity;

/** Colours of a terminal, or none. */
record Palette(boolean colours) {

    String severity(AlertSeverity severity, String text) {
        return switch (severity) {
            case CRITICAL -> paint("1;37;41", text);
            case WARNING -> paint("1;33", text);
            case INFO, UNKNOWN -> paint("36", text);
        };
    }

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
