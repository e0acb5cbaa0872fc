package io.descentry.corpus.report;

import io.descentry.corpus.Label;
import io.descentry.corpus.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The truth and each reported kind as bars over the steps, one lane each; the truth first. */
final class Lanes {
    private static final double HEIGHT = 21;
    /** Where words stand in a lane. */
    private static final double WORDS = 11;

    private static final double BAR = 4;
    /** Shorter bars would not be seen. */
    private static final double LEAST = 2.5;
    /** So many kinds are drawn; a run with more has one word for the rest. */
    private static final int MOST = 8;
    /** Beyond this share of the length words have no room. */
    private static final double LATE = 0.7;

    private final Axis steps;
    private final Label label;
    private final List<Told> alerts;

    Lanes(Axis steps, Label label, List<Told> alerts) {
        this.steps = steps;
        this.label = label;
        this.alerts = alerts;
    }

    /** The truth in words. */
    String truth() {
        if (label.healthy()) {
            return "healthy";
        }
        return String.join(" and ", label.kinds().stream().sorted().toList())
                + (label.endStep() < 0
                        ? " from step " + label.onsetStep()
                        : " from step " + label.onsetStep() + " to " + label.endStep())
                + (label.layer() == null ? "" : ", layer " + label.layer())
                + (label.rank() < 0 ? "" : ", rank " + label.rank());
    }

    /** A band for the truth and a line where each alert fired, to be drawn upon. */
    void drawBehind(Markup svg, double top, double bottom) {
        if (!label.healthy()) {
            rect(svg, "truth band", label.onsetStep(), endOfTruth(), top, bottom - top);
        }
        var lines = new LinkedHashSet<String>();
        for (Told told : alerts) {
            var line = new Markup()
                    .empty(
                            "path",
                            "class",
                            "fired " + told.style(),
                            "d",
                            "M" + Markup.pixel(steps.at(told.alert().detectedStep())) + "," + Markup.pixel(top) + "V"
                                    + Markup.pixel(bottom));
            lines.add(line.toString());
        }
        lines.forEach(svg::raw);
    }

    /** The lanes from {@code top} down; returns where they end. */
    double draw(Markup svg, double top) {
        double y = top;
        if (!label.healthy()) {
            rect(svg, "truth", label.onsetStep(), endOfTruth(), y + WORDS + 3, BAR);
            words(svg, "truth: " + truth(), label.onsetStep(), endOfTruth(), y);
            y += HEIGHT;
        }
        var byKind = new LinkedHashMap<String, List<Told>>();
        alerts.forEach(told -> byKind.computeIfAbsent(told.alert().kind(), kind -> new ArrayList<>())
                .add(told));
        int drawn = 0;
        for (Map.Entry<String, List<Told>> kind : byKind.entrySet()) {
            if (drawn++ == MOST) {
                svg.leaf("text", "and " + (byKind.size() - MOST) + " more kinds", "x", steps.from(), "y", y + WORDS);
                return y + HEIGHT;
            }
            lane(svg, kind.getKey(), kind.getValue(), y);
            y += HEIGHT;
        }
        return y + 2;
    }

    private void lane(Markup svg, String kind, List<Told> told, double y) {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Told one : told) {
            rect(svg, one.style(), one.alert().firstStep(), one.alert().lastStep(), y + WORDS + 3, BAR);
            svg.empty(
                    "path",
                    "class",
                    "tip " + one.style(),
                    "d",
                    "M" + Markup.pixel(steps.at(one.alert().detectedStep())) + "," + Markup.pixel(y + WORDS + 1) + "v"
                            + Markup.pixel(BAR + 4));
            first = Math.min(first, one.alert().firstStep());
            last = Math.max(last, one.alert().lastStep());
        }
        String times = told.size() == 1 ? "" : " \u00d7" + told.size();
        words(svg, kind + times + suffix(told), first, last, y);
    }

    private static String suffix(List<Told> told) {
        return told.stream().anyMatch(one -> one.standing() == Standing.FALSE_ALARM) ? " (false alarm)" : "";
    }

    private long endOfTruth() {
        return label.endStep() < 0 ? Math.round(steps.high()) : label.endStep();
    }

    private void rect(Markup svg, String style, long first, long last, double y, double height) {
        double from = steps.at(first);
        svg.empty(
                "rect",
                "class",
                style,
                "x",
                from,
                "y",
                y,
                "width",
                Math.max(steps.at(last) - from, LEAST),
                "height",
                height);
    }

    /** Words above a bar, from its beginning on; where there is no room for them, up to its end. */
    private void words(Markup svg, String words, long first, long last, double y) {
        boolean late = steps.at(first) > steps.from() + LATE * (steps.to() - steps.from());
        svg.leaf("text", words, "class", late ? "late" : "lane", "x", steps.at(late ? last : first), "y", y + WORDS);
    }
}
