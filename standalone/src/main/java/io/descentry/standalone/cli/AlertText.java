package io.descentry.standalone.cli;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import io.descentry.avro.IncidentMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells one alert event to a person at a terminal. */
final class AlertText {
    private static final int LABEL = 10;
    private static final int MOST_EVIDENCE = 3;
    private static final int MOST_REMEDIES = 2;
    private static final int MOST_MEMBERS = 8;

    private final Palette palette;
    private final int columns;

    /** @param columns where lines are broken, in characters */
    AlertText(Palette palette, int columns) {
        this.palette = palette;
        this.columns = columns;
    }

    /** Where and how bad, what, the numbers, the likeliest cause, what to try; one line for what follows from an alert. */
    List<String> lines(AlertEvent event, double seconds, String what) {
        String time = String.format(Locale.ROOT, "%6.1f s  ", seconds);
        if (event.getStatus() == AlertStatus.RESOLVED) {
            return List.of(
                    palette.dim(time + "resolved  " + who(event) + "  " + event.getKind() + ": " + resolution(event)));
        }
        if (event.getFollows() != null && !event.getPages()) {
            return List.of(time + palette.dim("attached  ") + event.getJobId() + "  " + event.getKind() + "  at step "
                    + event.getDetectedStep() + place(event) + palette.dim("  (" + chain(event) + ")"));
        }
        List<String> lines = new ArrayList<>();
        String severity = String.format("%-8s", event.getSeverity());
        lines.add(time + palette.severity(event.getSeverity(), severity) + "  "
                + palette.bold(who(event) + "  " + event.getKind())
                + (isOfMany(event)
                        ? "  in " + jobs(event) + " jobs"
                        : "  at step " + event.getDetectedStep() + place(event) + palette.dim("  (" + what + ")")));
        add(lines, "what", event.getSummary());
        event.getEvidence().stream()
                .limit(MOST_EVIDENCE)
                .forEach(evidence -> add(lines, "evidence", evidence.getText()));
        if (isOfMany(event)) {
            add(lines, "members", members(event));
        }
        if (!event.getCauses().isEmpty()) {
            Cause cause = event.getCauses().get(0);
            add(lines, "likely", cause.getWhy());
        }
        if (!event.getRemedies().isEmpty()) {
            add(
                    lines,
                    "try",
                    String.join(
                            "; ",
                            event.getRemedies().stream().limit(MOST_REMEDIES).toList()));
        }
        return lines;
    }

    /** An incident of the fleet is about a host, an image or the like instead of one job. */
    private static boolean isOfMany(AlertEvent event) {
        return event.getFactor() != null;
    }

    private static String who(AlertEvent event) {
        return isOfMany(event) ? event.getFactor() + " " + event.getFactorValue() : event.getJobId();
    }

    private static long jobs(AlertEvent event) {
        return event.getMembers().stream()
                .map(IncidentMember::getJobId)
                .distinct()
                .count();
    }

    private static String members(AlertEvent event) {
        int all = event.getMembers().size();
        String shown = event.getMembers().stream()
                .limit(MOST_MEMBERS)
                .map(member -> member.getJobId() + " " + member.getKind())
                .collect(Collectors.joining(", "));
        return all <= MOST_MEMBERS ? shown : shown + " and " + (all - MOST_MEMBERS) + " more";
    }

    private static String chain(AlertEvent event) {
        return event.getChain() == null ? "follows from what is known" : event.getChain();
    }

    private static String place(AlertEvent event) {
        String layer = event.getLayer() == null ? "" : ", layer " + event.getLayer();
        return event.getRank() == null || event.getRank() < 0 ? layer : layer + ", rank " + event.getRank();
    }

    private static String resolution(AlertEvent event) {
        if (isOfMany(event)) {
            return "none of its " + jobs(event) + " jobs has it any more";
        }
        String why = switch (String.valueOf(event.getResolution())) {
            case "RECOVERED" -> "the training recovered";
            case "SUPERSEDED" -> "a new attempt began";
            default -> "the job ended";
        };
        return why + ", last seen at step " + event.getLastStep();
    }

    private void add(List<String> lines, String label, String text) {
        int indent = 10 + LABEL;
        String head = " ".repeat(10) + palette.dim(String.format("%-" + LABEL + "s", label));
        for (String line : wrapped(text, Math.max(20, columns - indent))) {
            lines.add(head + line);
            head = " ".repeat(indent);
        }
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
