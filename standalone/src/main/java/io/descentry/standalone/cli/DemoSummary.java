package io.descentry.standalone.cli;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sets what was recorded as the truth about each run beside what Descentry said about it. */
final class DemoSummary {
    private static final String ROW = "%-4s  %-6s  %-36s  %s";
    private static final String BELOW = " ".repeat(14);

    private final Palette palette;
    private final int columns;

    DemoSummary(Palette palette, int columns) {
        this.palette = palette;
        this.columns = columns;
    }

    /** What was said about one run: the first warning or critical alert of each kind, in the order of steps. */
    private record Verdict(DemoRun run, List<AlertEvent> alerts) {
        static Verdict on(DemoRun run, List<AlertEvent> events) {
            List<AlertEvent> alerts = new ArrayList<>();
            events.stream()
                    .filter(event -> event.getJobId().equals(run.jobId()))
                    .filter(event -> event.getStatus() == AlertStatus.FIRING)
                    .filter(event -> event.getSeverity() != AlertSeverity.INFO)
                    .sorted(Comparator.comparingLong(AlertEvent::getDetectedStep))
                    .filter(event ->
                            alerts.stream().noneMatch(known -> known.getKind().equals(event.getKind())))
                    .forEach(alerts::add);
            return new Verdict(run, alerts);
        }

        Label truth() {
            return run.truth();
        }

        /** The alert that names the fault. */
        Optional<AlertEvent> hit() {
            return alerts.stream()
                    .filter(alert -> truth().kinds().contains(alert.getKind()))
                    .findFirst();
        }

        boolean right() {
            return truth().healthy() ? alerts.isEmpty() : hit().isPresent();
        }
    }

    /** The table and the sum of it, line by line. */
    List<String> lines(List<DemoRun> runs, List<AlertEvent> events) {
        List<Verdict> faulty = verdicts(runs, events, false);
        List<Verdict> healthy = verdicts(runs, events, true);
        List<String> lines = new ArrayList<>();
        lines.add(palette.bold(String.format(ROW, "", "run", "recorded truth", "what Descentry said")));
        faulty.forEach(verdict -> add(lines, verdict));
        healthy.forEach(verdict -> add(lines, verdict));
        lines.add("");
        lines.add(palette.bold(String.format(
                Locale.ROOT,
                "%d of %d faults named, %d of %d healthy runs left in peace.",
                count(faulty),
                faulty.size(),
                count(healthy),
                healthy.size())));
        return lines;
    }

    private static List<Verdict> verdicts(List<DemoRun> runs, List<AlertEvent> events, boolean healthy) {
        return runs.stream()
                .filter(run -> run.truth().healthy() == healthy)
                .map(run -> Verdict.on(run, events))
                .toList();
    }

    private static long count(List<Verdict> verdicts) {
        return verdicts.stream().filter(Verdict::right).count();
    }

    private void add(List<String> lines, Verdict verdict) {
        String mark = verdict.right() ? palette.good("ok  ") : palette.bad("miss");
        String row = String.format(ROW, "", verdict.run().jobId(), truth(verdict), said(verdict));
        lines.add(mark + row.substring(mark(row)));
        below(lines, verdict.run().story());
        List<AlertEvent> others = new ArrayList<>(verdict.alerts());
        verdict.hit().ifPresent(others::remove);
        if (verdict.hit().isPresent() && !others.isEmpty()) {
            below(lines, "said too: " + list(others));
        }
    }

    /** Length of the mark in a row; colours must not count. */
    private static int mark(String row) {
        return Math.min(4, row.length());
    }

    private static String truth(Verdict verdict) {
        Label truth = verdict.truth();
        return truth.healthy() ? "healthy" : String.join(", ", truth.kinds()) + " from step " + truth.onsetStep();
    }

    private static String said(Verdict verdict) {
        if (verdict.hit().isEmpty()) {
            return verdict.alerts().isEmpty() ? "nothing" : list(verdict.alerts());
        }
        AlertEvent hit = verdict.hit().get();
        long steps = hit.getDetectedStep() - verdict.truth().onsetStep();
        String when = steps == 0 ? "the same step" : steps == 1 ? "1 step later" : steps + " steps later";
        return hit.getKind() + " at step " + hit.getDetectedStep() + (steps < 0 ? "" : ": " + when);
    }

    private static String list(List<AlertEvent> alerts) {
        return alerts.stream()
                .map(alert -> alert.getKind() + " at step " + alert.getDetectedStep())
                .collect(Collectors.joining(", "));
    }

    private void below(List<String> lines, String text) {
        int room = Math.max(20, columns - BELOW.length());
        String cut = text.length() > room ? text.substring(0, room - 3).stripTrailing() + "..." : text;
        lines.add(BELOW + palette.dim(cut));
    }
}
