package io.descentry.app.docs;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Boxes and lines at given places, as SVG. Lengths are in pixels. */
final class Drawing {
    private static final int LINE = 15;

    private final StringBuilder frames = new StringBuilder();
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder boxes = new StringBuilder();

    /** What a box is, which says how it looks. */
    enum Look {
        TOPIC,
        PART,
        STORE,
        OTHER
    }

    /** A frame around boxes, with a title. */
    Drawing frame(String title, int x, int y, int width, int height) {
        frames.append(format(
                "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n",
                x, y, width, height));
        frames.append(format("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n", x + 10, y + 18, title));
        return this;
    }

    /** A box with its name and what there is to say of it; 25 high, and 15 more for each further line. */
    Drawing box(Look look, int x, int y, int width, String name, String... more) {
        boxes.append(format(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>%n",
                look.name().toLowerCase(Locale.ROOT),
                x,
                y,
                width,
                10 + LINE * (1 + more.length),
                look == Look.STORE ? 12 : 3));
        text("name", name, x + width / 2, y + 17);
        for (int line = 0; line < more.length; line++) {
            text("more", more[line], x + width / 2, y + 17 + LINE * (line + 1));
        }
        return this;
    }

    private void text(String look, String text, int x, int y) {
        boxes.append(format("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", look, x, y, text));
    }

    /** A line through points, x and y in turn, that ends in a tip. */
    Drawing arrow(int... points) {
        lines.append("<polyline points=\"").append(pairs(points)).append("\"/>\n");
        return this;
    }

    /** A line through points that ends in another line. */
    Drawing line(int... points) {
        lines.append("<polyline class=\"join\" points=\"").append(pairs(points)).append("\"/>\n");
        return this;
    }

    private static String pairs(int... points) {
        return IntStream.range(0, points.length / 2)
                .mapToObj(at -> points[2 * at] + "," + points[2 * at + 1])
                .collect(Collectors.joining(" "));
    }

    String svg(int width, int height) {
        return format("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d">
                <style>
                text{font:11px sans-serif;fill:#222} .title{font-weight:bold;fill:#555} .name{text-anchor:middle;font-weight:bold} .more{text-anchor:middle;font-size:10px;fill:#444}
                .frame{fill:#f6f8fa;stroke:#b8c0c8} .topic{fill:#fff3d6;stroke:#d9a520} .part{fill:#dcebff;stroke:#4a7fc1} .store{fill:#e5f4e3;stroke:#5a9e52} .other{fill:#fff;stroke:#777}
                polyline{fill:none;stroke:#555;stroke-width:1.3;marker-end:url(#tip)} .join{marker-end:none}
                </style>
                <defs><marker id="tip" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                """, width, height) + frames + lines + boxes + "</svg>\n";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
