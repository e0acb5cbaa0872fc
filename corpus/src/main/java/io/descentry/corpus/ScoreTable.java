package io.descentry.corpus;

import io.descentry.corpus.CauseScore.Case;
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
        lines.add(row(
                "kind",
                "labelled",
                "detected",
                "missed",
                "false alarms",
                "median delay",
                "worst",
                "recall",
                "precision",
                "cause",
                "top 3"));
        for (KindScore kind : card.kinds()) {
            lines.add(row(
                    kind.kind(),
                    kind.labelled(),
                    kind.detected(),
                    kind.missed().size(),
                    kind.falseAlarms().size(),
                    steps(kind.medianDelay()),
                    kind.worstDelay().isPresent() ? kind.worstDelay().getAsLong() : "-",
                    share(kind.recall()),
                    share(kind.precision()),
                    share(kind.causes().firstShare()),
                    share(kind.causes().shortlistedShare())));
        }
        lines.add("");
        card.kinds().forEach(kind -> addNames(lines, kind));
        addMeans(lines, card);
        addRanks(lines, card);
        addHealthy(lines, card.healthy());
        card.straysPerFaultyRun()
                .ifPresent(each -> lines.add(String.format(
                        Locale.ROOT,
                        "alerts on faulty runs that belong to no label: %d on %d runs (%.2f a run)",
                        card.strays(),
                        card.faultyRuns(),
                        each)));
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
        List<Case> wrong = kind.causes().cases().stream()
                .filter(one -> !one.first() && !one.named().isEmpty())
                .toList();
        if (!wrong.isEmpty()) {
            lines.add(wrong.stream()
                    .map(ScoreTable::correction)
                    .collect(Collectors.joining(", ", "cause not first " + kind.kind() + ": ", "")));
        }
    }

    private static String correction(Case one) {
        return one.run() + " said " + one.named().get(0) + ", is "
                + one.accepted().stream().sorted().collect(Collectors.joining("|"));
    }

    private static void addMeans(List<String> lines, Scorecard card) {
        card.macroRecall()
                .ifPresent(recall -> lines.add(
                        String.format(Locale.ROOT, "mean recall of the kinds with labelled runs: %.3f", recall)));
        card.macroPrecision()
                .ifPresent(precision ->
                        lines.add(String.format(Locale.ROOT, "mean precision of the reported kinds: %.3f", precision)));
        CauseScore causes = card.causes();
        if (!causes.cases().isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "right cause first: %d of %d (%.1f %%), among the first three: %d (%.1f %%)",
                    causes.first(),
                    causes.cases().size(),
                    100 * causes.firstShare().orElse(0),
                    causes.shortlisted(),
                    100 * causes.shortlistedShare().orElse(0)));
        }
    }

    /** For example {@code right rank: 11 of 12 (straggler 5 of 6, silent_rank 6 of 6)}. */
    private static void addRanks(List<String> lines, Scorecard card) {
        RankScore ranks = card.ranks();
        if (ranks.cases().isEmpty()) {
            return;
        }
        lines.add(card.kinds().stream()
                .filter(kind -> !kind.ranks().cases().isEmpty())
                .map(kind -> kind.kind() + " " + outOf(kind.ranks()))
                .collect(Collectors.joining(", ", "right rank: " + outOf(ranks) + " (", ")")));
        ranks.cases().stream().filter(one -> !one.right()).forEach(one -> lines.add(ScoreTable.wrongRank(one)));
    }

    private static String outOf(RankScore ranks) {
        return ranks.right() + " of " + ranks.cases().size();
    }

    private static String wrongRank(RankScore.Case one) {
        String said = one.detected() ? one.named() < 0 ? "none" : Integer.toString(one.named()) : "nothing";
        return "rank not right " + one.kind() + ": " + one.run() + " said " + said + ", is " + one.labelled();
    }

    private static void addHealthy(List<String> lines, HealthyScore healthy) {
        lines.add(String.format(
                Locale.ROOT,
                "healthy runs with a warning or critical alert: %d of %d (%.1f %%)%s",
                healthy.alarmed().size(),
                healthy.runs(),
                100 * healthy.alarmedShare().orElse(0),
                healthy.alarmed().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + String.join(" ", entry.getValue()))
                        .collect(Collectors.joining(", ", healthy.alarmed().isEmpty() ? "" : ": ", ""))));
        if (healthy.steps() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "false alarms on healthy runs: %d in %d steps (%.3f per 1,000 steps, %.3f a run)",
                    healthy.alarms(),
                    healthy.steps(),
                    healthy.alarmsPerThousandSteps().orElse(0),
                    healthy.alarmsPerRun().orElse(0)));
        }
    }

    private static String steps(OptionalDouble steps) {
        return steps.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, steps.getAsDouble() % 1 == 0 ? "%.0f" : "%.1f", steps.getAsDouble());
    }

    private static String share(OptionalDouble share) {
        return share.isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f", share.getAsDouble());
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %8s %8s %6s %12s %12s %6s %7s %9s %6s %6s", cells);
    }
}
