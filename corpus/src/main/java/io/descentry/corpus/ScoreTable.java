package io.descentry.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A scorecard for people. */
public final class ScoreTable {
    private ScoreTable() {}

    /** The lines of the table. */
    public static List<String> of(Scorecard card) {
        var lines = new ArrayList<String>();
        lines.add(row("kind", "labelled", "detected", "missed", "false alarms", "median delay", "worst"));
        for (KindScore kind : card.kinds()) {
            lines.add(row(
                    kind.kind(),
                    kind.labelled(),
                    kind.detected(),
                    kind.missed().size(),
                    kind.falseAlarms().size(),
                    steps(kind.medianDelay()),
                    kind.worstDelay().isPresent() ? kind.worstDelay().getAsLong() : "-"));
        }
        lines.add("");
        for (KindScore kind : card.kinds()) {
            addNames(lines, kind);
        }
        card.macroRecall()
                .ifPresent(recall -> lines.add(
                        String.format(Locale.ROOT, "mean recall of the kinds with labelled runs: %.3f", recall)));
        lines.add(String.format(
                Locale.ROOT,
                "healthy runs with a warning or critical alert: %d of %d (%.1f %%)%s",
                card.alarmed().size(),
                card.healthyRuns(),
                100 * card.alarmedShare(),
                card.alarmed().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + String.join(" ", entry.getValue()))
                        .collect(Collectors.joining(", ", card.alarmed().isEmpty() ? "" : ": ", ""))));
        if (!card.undetectable().isEmpty()) {
            lines.add(card.undetectable().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", ", "not detected by this version (labelled runs): ", "")));
        }
        return lines;
    }

    private static void addNames(List<String> lines, KindScore kind) {
        if (!kind.missed().isEmpty()) {
            lines.add("missed " + kind.kind() + ": " + String.join(" ", kind.missed()));
        }
        if (!kind.falseAlarms().isEmpty()) {
            lines.add(kind.falseAlarms().stream()
                    .map(alarm -> alarm.run() + "@" + alarm.detectedStep())
                    .collect(Collectors.joining(" ", "false " + kind.kind() + " (run@step): ", "")));
        }
    }

    private static String steps(OptionalDouble steps) {
        return steps.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, steps.getAsDouble() % 1 == 0 ? "%.0f" : "%.1f", steps.getAsDouble());
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %8s %8s %6s %12s %12s %6s", cells);
    }
}
