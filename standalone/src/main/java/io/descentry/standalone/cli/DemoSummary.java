package io.descentry.standalone.cli;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Sets what was done to each run beside what Descentry said about it. */
final class DemoSummary {
    private final Palette palette;
    private final int columns;

    DemoSummary(Palette palette, int columns) {
        this.palette = palette;
        this.columns = columns;
    }

    /** What was said about one run. */
    private record Verdict(DemoRun run, List<AlertEvent> alerts) {
        boolean healthy() {
            return run.truth().healthy();
        }

        /** A fault is caught by an alert of its kind. */
        boolean caught() {
            return alerts.stream().anyMatch(alert -> run.truth().kinds().contains(alert.getKind()));
        }

        boolean right() {
            return healthy() ? alerts.isEmpty() : caught();
        }
    }

    /** The table and the sum of it, line by line. */
    List<String> lines(List<DemoRun> runs, List<AlertEvent> events) {
        List<Verdict> verdicts = runs.stream()
                .map(run -> new Verdict(run, alertsOf(run, events)))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(palette.bold(row("run", "what was done to it", "what Descentry said")));
        verdicts.stream().filter(verdict -> !verdict.healthy()).forEach(verdict -> add(lines, verdict));
        verdicts.stream().filter(Verdict::healthy).forEach(verdict -> add(lines, verdict));
        lines.add("");
        long faults = verdicts.stream().filter(verdict -> !verdict.healthy()).count();
        long caught = verdicts.stream()
                .filter(verdict -> !verdict.healthy() && verdict.caught())
                .count();
        long healthy = verdicts.size() - faults;
        long quiet = verdicts.stream()
                .filter(verdict -> verdict.healthy() && verdict.right())
                .count();
        lines.add(palette.bold(String.format(
                Locale.ROOT,
                "%d of %d faults caught, %d of %d healthy runs left in peace.",
                caught,
                faults,
                quiet,
                healthy)));
        return lines;
    }

    /** Openings of alerts that would reach a person: the first of each kind, in the order of detection. */
    private static List<AlertEvent> alertsOf(DemoRun run, List<AlertEvent> events) {
        List<AlertEvent> alerts = new ArrayList<>();
        events.stream()
                .filter(event -> event.getJobId().equals(run.jobId()))
                .filter(event -> event.getStatus() == AlertStatus.FIRING)
                .filter(event -> event.getSeverity() != AlertSeverity.INFO)
                .sorted(Comparator.comparingLong(AlertEvent::getDetectedStep))
                .filter(event ->
                        alerts.stream().noneMatch(known -> known.getKind().equals(event.getKind())))
                .forEach(alerts::add);
        return alerts;
    }

    private void add(List<String> lines, Verdict verdict) {
        Label truth = verdict.run().truth();
        String mark = verdict.right() ? palette.good("ok  ") : palette.bad("!!  ");
        String done = verdict.healthy()
                ? "healthy: " + verdict.run().story()
                : verdict.run().story();
        List<String> said = new ArrayList<>();
        for (AlertEvent alert : verdict.alerts()) {
            said.add(alert.getKind() + " at step " + alert.getDetectedStep() + after(alert, truth));
        }
        if (said.isEmpty()) {
            said.add(verdict.healthy() ? "nothing, rightly" : "nothing");
        }
        lines.add(mark + row(verdict.run().jobId(), done, said.get(0)).substring(0));
        for (String more : said.subList(1, said.size())) {
            lines.add("    " + row("", "", more));
        }
    }

    private static String after(AlertEvent alert, Label truth) {
        if (!truth.kinds().contains(alert.getKind())) {
            return "";
        }
        long steps = alert.getDetectedStep() - truth.onsetStep();
        return steps == 0 ? ", at once" : steps > 0 ? ", after " + steps + " steps" : "";
    }

    private String row(String run, String done, String said) {
        int width = Math.max(30, columns - 54);
        String cut = done.length() > width ? done.substring(0, width - 1) + "…" : done;
        return String.format("%-6s%-" + width + "s  %s", run, cut, said).stripTrailing();
    }
}
