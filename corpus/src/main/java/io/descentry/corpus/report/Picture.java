package io.descentry.corpus.report;

import io.descentry.corpus.Course;
import io.descentry.corpus.Curve;
import io.descentry.corpus.Label;
import io.descentry.corpus.report.Trace.Gap;
import io.descentry.corpus.report.Trace.Sort;
import java.util.ArrayList;
import java.util.List;

/**
 * A run in one picture (SVG): loss with the evaluations, gradient norm, and below them the truth and each kind of alert as
 * bars over the same steps.
 */
final class Picture {
    private static final double WIDTH = 760;
    private static final double LEFT = 56;
    private static final double RIGHT = WIDTH - 10;
    private static final double TOP = 16;
    private static final double LOSS = 150;
    private static final double NORM = 84;
    private static final double GAP = 20;
    private static final double NUMBERS = 16;
    /** Evaluations are drawn as dots up to this number. */
    private static final int DOTS = 60;
    /** Distance from one mark of a value that is not finite to the next. */
    private static final double MARKS = 8;

    private final Course course;
    private final Axis steps;
    private final Markup svg = new Markup();

    private Picture(Course course, Axis steps) {
        this.course = course;
        this.steps = steps;
    }

    /** The picture as an element of a page that has the style sheet. */
    static String of(Course course, Label label, List<Told> alerts) {
        return draw(course, label, alerts, "");
    }

    /** The picture as a file. */
    static String alone(Course course, Label label, List<Told> alerts) {
        return draw(course, label, alerts, "<style>" + Resource.text("picture.css") + "</style>");
    }

    private static String draw(Course course, Label label, List<Told> alerts, String style) {
        long last = Math.max(course.lastStep(), label.onsetStep());
        for (Told told : alerts) {
            last = Math.max(last, told.alert().lastStep());
        }
        var picture = new Picture(course, Axis.ofSteps(course.firstStep(), last, LEFT, RIGHT));
        var lanes = new Lanes(picture.steps, label, alerts);
        List<Panel> panels = picture.panels();
        double plotted = panels.get(panels.size() - 1).bottom();
        lanes.drawBehind(picture.svg, TOP, plotted);
        panels.forEach(picture::draw);
        picture.stepNumbers(plotted);
        double height = lanes.draw(picture.svg, plotted + NUMBERS);
        return new Markup()
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "class",
                        "picture",
                        "viewBox",
                        "0 0 " + Markup.pixel(WIDTH) + " " + Markup.pixel(height),
                        "role",
                        "img")
                .leaf("title", label.run() + ": " + lanes.truth())
                .raw(style)
                .raw(picture.svg.toString())
                .close()
                .toString();
    }

    /** One curve and how it is called in the style sheet. */
    private record Line(String style, Curve curve) {}

    private record Panel(String name, double top, double bottom, List<Line> lines, Axis values) {
        Panel(String name, double top, double height, List<Line> lines) {
            this(
                    name,
                    top,
                    top + height,
                    lines,
                    Axis.of(lines.stream().map(Line::curve).toList(), top + height, top));
        }
    }

    private List<Panel> panels() {
        var losses = new ArrayList<Line>();
        losses.add(new Line("loss", course.loss()));
        course.evaluations().forEach((split, curve) -> losses.add(new Line(style(split), curve)));
        var panels = new ArrayList<Panel>();
        panels.add(new Panel("loss", TOP, LOSS, losses));
        if (!course.gradNorm().isEmpty()) {
            panels.add(
                    new Panel("gradient norm", TOP + LOSS + GAP, NORM, List.of(new Line("norm", course.gradNorm()))));
        }
        return panels;
    }

    private static String style(String split) {
        return switch (split) {
            case "validation", "test", "train" -> split;
            default -> "other";
        };
    }

    private void draw(Panel panel) {
        for (double tick : panel.values().ticks()) {
            double y = panel.values().at(tick);
            svg.empty("path", "class", "grid", "d", "M" + LEFT + "," + Markup.pixel(y) + "H" + RIGHT);
            svg.leaf("text", Axis.label(tick), "class", "tick", "x", LEFT - 5, "y", y + 3.5);
        }
        svg.empty(
                "rect",
                "class",
                "frame",
                "x",
                LEFT,
                "y",
                panel.top(),
                "width",
                RIGHT - LEFT,
                "height",
                panel.bottom() - panel.top());
        heading(panel);
        panel.lines().forEach(line -> draw(panel, line));
    }

    private void heading(Panel panel) {
        svg.open("text", "class", "name", "x", LEFT, "y", panel.top() - 5);
        svg.leaf("tspan", panel.name(), "class", panel.lines().get(0).style());
        svg.text(panel.values().log() ? ", log scale" : "");
        panel.lines().stream()
                .skip(1)
                .forEach(line -> svg.text("  ").leaf("tspan", "\u25cf " + line.style(), "class", line.style()));
        for (Sort sort : Sort.values()) {
            if (panel.lines().stream().anyMatch(line -> sort.isIn(line.curve()))) {
                svg.text("  ").leaf("tspan", sort.words(), "class", "gap");
            }
        }
        svg.close();
    }

    private void draw(Panel panel, Line line) {
        Trace trace = Trace.of(line.curve(), steps, panel.values());
        if (!trace.path().isEmpty()) {
            svg.empty("path", "class", "curve " + line.style(), "d", trace.path());
        }
        int row = panel.lines().indexOf(line);
        if (row > 0 && line.curve().size() <= DOTS) {
            dots(panel, line);
        }
        for (Sort sort : Sort.values()) {
            double free = Double.NEGATIVE_INFINITY;
            for (Gap gap : trace.gaps()) {
                if (gap.sort() == sort && gap.x() >= free) {
                    mark(panel, gap, row == 0 ? "gap" : "gap " + line.style(), row * MARKS);
                    free = gap.x() + MARKS;
                }
            }
        }
    }

    private void dots(Panel panel, Line line) {
        for (int i = 0; i < line.curve().size(); i++) {
            if (Double.isFinite(line.curve().value(i))) {
                svg.empty(
                        "circle",
                        "class",
                        line.style(),
                        "cx",
                        steps.at(line.curve().step(i)),
                        "cy",
                        panel.values().at(line.curve().value(i)),
                        "r",
                        "2");
            }
        }
    }

    /** A cross for NaN, an arrow for an infinity, at the edge to which it points. */
    private void mark(Panel panel, Gap gap, String style, double inwards) {
        double y = gap.sort() == Sort.NEG_INF ? panel.bottom() - 7 - inwards : panel.top() + 7 + inwards;
        String shape = "M" + Markup.pixel(gap.x()) + "," + Markup.pixel(y)
                + switch (gap.sort()) {
                    case NAN -> "m-3,-3l6,6m0,-6l-6,6";
                    case POS_INF -> "m-3,2l3,-5l3,5z";
                    case NEG_INF -> "m-3,-2l3,5l3,-5z";
                };
        svg.empty("path", "class", style, "d", shape);
    }

    private void stepNumbers(double y) {
        for (double tick : steps.ticks()) {
            svg.leaf("text", Axis.label(tick), "class", "step", "x", steps.at(tick), "y", y + 12);
        }
    }
}
