package io.descentry.app.settings;

import java.util.List;

/** Settings that cannot be used: all problems at once, in words, without secrets. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public SettingsException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem in one sentence. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String head = problems.size() == 1
                ? "The settings have a problem:"
                : "The settings have " + problems.size() + " problems:";
        return head + "\n  - " + String.join("\n  - ", problems);
    }
}
