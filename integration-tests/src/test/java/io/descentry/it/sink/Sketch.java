package io.descentry.it.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A picture (SVG) of what the panels of a dashboard show: the results of their queries in the places of the panels. */
final class Sketch {
    private static final double COLUMN = 50;
    private static final double ROW = 30;
    private static final double TOP = 34;
    /** Of a character, in pixels. */
    private static final double WIDE = 6.4;

    private static final int LONGEST = 90;
    private static final List<String> COLORS = List.of(
            "#3274d9", "#e0752d", "#56a64b", "#a352cc", "#e02f44", "#8ab8ff", "#b58900", "#2aa198", "#666666",
            "#d33682");

    private final StringBuilder body = new StringBuilder();
    private double bottom;
    private String unit = "";
    private boolean log;

    Sketch(String title) {
        text(10, 22, "title", title);
    }

    /**
     * Draws a panel.
     *
     * @param rows what its queries returned
     */
    void draw(JsonNode panel, List<Map<String, @Nullable Object>> rows) {
        JsonNode grid = panel.path("gridPos");
        double left = grid.path("x").asDouble() * COLUMN + 4;
        double top = TOP + grid.path("y").asDouble() * ROW + 4;
        double width = grid.path("w").asDouble() * COLUMN - 8;
        double height = grid.path("h").asDouble() * ROW - 8;
        bottom = Math.max(bottom, top + height + 8);
        body.append(String.format(
                Locale.ROOT,
                "<svg x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><rect class=\"panel\" width=\"%.1f\" height=\"%.1f\"/>\n",
                left,
                top,
                width,
                height,
                width,
                height));
        text(8, 16, "head", panel.path("title").asText());
        unit = panel.at("/fieldConfig/defaults/unit").asText();
        log = panel.at("/fieldConfig/defaults/custom/scaleDistribution/type")
                .asText()
                .equals("log");
        switch (panel.path("type").asText()) {
            case "stat" -> numbers(rows, width);
            case "barchart" -> bars(rows, width);
            case "heatmap" -> cells(rows, width, height);
            case "table" -> table(rows, width, height);
            default -> lines(rows, panel.path("options").path("xField").asText("time"), width, height);
        }
        body.append("</svg>\n");
    }

    /** The name of the panels below it. */
    void row(JsonNode row) {
        double top = TOP + row.path("gridPos").path("y").asDouble() * ROW;
        text(10, top + 22, "row", row.path("title").asText());
        bottom = Math.max(bottom, top + ROW);
    }

    String svg() {
        double width = 24 * COLUMN;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\">\n",
                        width,
                        bottom,
                        width)
                + "<style>text{font:11px sans-serif;fill:#333}.title{font:bold 17px sans-serif}.head{font:bold 12px sans-serif}"
                + ".big{font:bold 26px sans-serif}.row{font:bold 14px sans-serif;fill:#666}"
                + ".panel{fill:#fff;stroke:#d8d9da}.line{fill:none;stroke-width:1.4}</style>\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#f4f5f5\"/>\n" + body + "</svg>\n";
    }

    private void numbers(List<Map<String, @Nullable Object>> rows, double width) {
        Map<String, @Nullable Object> row = rows.get(0);
        int i = 0;
        for (Map.Entry<String, @Nullable Object> entry : row.entrySet()) {
            double x = 8 + i++ * (width - 16) / row.size();
            String number = shown(entry.getValue());
            boolean fits = number.length() * 18 < (width - 16) / row.size();
            text(x, 62, fits ? "big" : "head", number);
            text(x, 82, "", entry.getKey());
        }
    }

    private void bars(List<Map<String, @Nullable Object>> rows, double width) {
        double most = 1;
        for (Map<String, @Nullable Object> row : rows) {
            most = Math.max(most, sum(row));
        }
        double y = 28;
        for (Map<String, @Nullable Object> row : rows) {
            double x = 150;
            int color = 0;
            text(8, y + 11, "", shown(row.values().iterator().next()));
            for (Object value : row.values()) {
                if (value instanceof Number number) {
                    double length = number.doubleValue() / most * (width - 200);
                    rect(x, y, length, 13, COLORS.get(color++ == 0 && row.size() > 2 ? 4 : color == 2 ? 1 : 0));
                    x += length;
                }
            }
            text(x + 5, y + 11, "", shown(sum(row)));
            y += 17;
        }
    }

    private static double sum(Map<String, @Nullable Object> row) {
        return row.values().stream()
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .sum();
    }

    /** Columns are as wide as what they hold, and not there if that is nothing; where it is too much, the widest are cut. */
    private void table(List<Map<String, @Nullable Object>> rows, double width, double height) {
        List<String> columns = rows.get(0).keySet().stream()
                .filter(column -> rows.stream().anyMatch(row -> row.get(column) != null))
                .toList();
        int longest = LONGEST;
        while (longest > 4 && width(columns, rows, longest) > width - 16) {
            longest--;
        }
        double left = 8;
        for (String column : columns) {
            int characters = characters(column, rows, longest);
            text(left, 34, "head", cut(column, characters));
            for (int r = 0; r < rows.size() && 52 + r * 16 < height; r++) {
                text(left, 50 + r * 16, "", cut(shown(rows.get(r).get(column)), characters));
            }
            left += characters * WIDE + 10;
        }
    }

    private double width(List<String> columns, List<Map<String, @Nullable Object>> rows, int longest) {
        return columns.stream()
                .mapToDouble(column -> characters(column, rows, longest) * WIDE + 10)
                .sum();
    }

    private int characters(String column, List<Map<String, @Nullable Object>> rows, int longest) {
        int most = column.length() + 2;
        for (Map<String, @Nullable Object> row : rows) {
            most = Math.max(most, shown(row.get(column)).length() + 1);
        }
        return Math.min(most, longest);
    }

    private void lines(List<Map<String, @Nullable Object>> rows, String xField, double width, double height) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        for (Map<String, @Nullable Object> row : rows) {
            double x = number(row.get(xField));
            String metric = row.containsKey("metric") ? String.valueOf(row.get("metric")) : "";
            row.forEach((name, value) -> {
                if (!name.equals(xField) && value instanceof Number number && (!log || number.doubleValue() > 0)) {
                    series.computeIfAbsent(metric.isEmpty() ? name : metric, key -> new ArrayList<>())
                            .add(new double[] {x, log ? Math.log10(number.doubleValue()) : number.doubleValue()});
                }
            });
        }
        Frame frame = Frame.around(series.values(), width, height);
        int color = 0;
        boolean below = series.keySet().stream()
                        .mapToDouble(name -> 30 + name.length() * WIDE)
                        .sum()
                < width - 60;
        double left = below ? 60 : width - 150;
        double legend = below ? height - 5 : 34;
        for (Map.Entry<String, List<double[]>> each : series.entrySet()) {
            String paint = COLORS.get(color % COLORS.size());
            StringBuilder points = new StringBuilder();
            for (double[] point : each.getValue()) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(point[0]), frame.y(point[1])));
            }
            body.append("<polyline class=\"line\" stroke=\"").append(paint).append("\" points=\"");
            body.append(points.toString().strip()).append("\"/>\n");
            rect(left, legend - 6, 10, 4, paint);
            text(left + 14, legend, "", each.getKey());
            if (below) {
                left += 30 + each.getKey().length() * WIDE;
            } else {
                legend += 14;
            }
            color++;
        }
        text(4, 34, "", shown(log ? Math.pow(10, frame.high()) : frame.high()));
        text(4, height - 30, "", shown(log ? Math.pow(10, frame.low()) : frame.low()));
        String begin = place(frame.first());
        String end = place(frame.last());
        text(50, height - 18, "", begin);
        text(width - 10 - end.length() * WIDE, height - 18, "", end);
    }

    private void cells(List<Map<String, @Nullable Object>> rows, double width, double height) {
        List<String> layers = new ArrayList<>(new TreeSet<>(
                rows.stream().map(row -> String.valueOf(row.get("metric"))).toList()));
        List<Double> times = new ArrayList<>(
                new TreeSet<>(rows.stream().map(row -> number(row.get("time"))).toList()));
        double most =
                rows.stream().mapToDouble(row -> number(row.get("value"))).max().orElse(1);
        double wide = (width - 130) / times.size();
        double high = (height - 34) / layers.size();
        for (Map<String, @Nullable Object> row : rows) {
            double share = Math.sqrt(Math.max(0, number(row.get("value"))) / Math.max(most, Double.MIN_NORMAL));
            rect(
                    120 + times.indexOf(number(row.get("time"))) * wide,
                    26 + layers.indexOf(String.valueOf(row.get("metric"))) * high,
                    wide + 0.3,
                    high,
                    String.format(Locale.ROOT, "hsl(%.0f,80%%,50%%)", 240 - 240 * share));
        }
        for (int i = 0; i < layers.size() && high > 9; i++) {
            text(8, 26 + (i + 0.7) * high, "", cut(layers.get(i), 19));
        }
    }

    /** Where on the axis: a time of the day, or a step. */
    private static String place(double x) {
        if (x < 1e9) {
            return "step " + Math.round(x);
        }
        return Instant.ofEpochMilli(Math.round(x < 1e11 ? x * 1000 : x))
                .toString()
                .substring(11, 19);
    }

    private static double number(@Nullable Object value) {
        return value instanceof java.sql.Timestamp time
                ? time.getTime()
                : value instanceof Number number ? number.doubleValue() : 0;
    }

    private String shown(@Nullable Object value) {
        if (value instanceof java.sql.Timestamp time) {
            return time.toInstant().toString().substring(11, 19);
        }
        if (value instanceof Double || value instanceof Float || value instanceof java.math.BigDecimal) {
            double number = ((Number) value).doubleValue();
            return switch (unit) {
                case "bytes" -> plain(number / (1 << 20)) + " MiB";
                case "percentunit" -> plain(100 * number) + " %";
                case "cps" -> plain(number) + "/s";
                case "s", "ms" -> plain(number) + " " + unit;
                default -> plain(number);
            };
        }
        return value == null ? "" : value.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e6
                ? String.valueOf(Math.round(number))
                : String.format(Locale.ROOT, "%.3g", number);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(1, length - 1)) + "…";
    }

    private void rect(double x, double y, double width, double height, String color) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                x,
                y,
                Math.max(width, 0),
                height,
                color));
    }

    private void text(double x, double y, String style, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replaceAll("[\\p{Cntrl}]", " ");
        body.append(
                String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, style, safe));
    }
}
