package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.util.Locale;

/** CPU of a step by peer as bars (SVG); the range of the rounds is a line across the end of each. */
final class Bars {
    private static final double WIDTH = 760;
    private static final double LEFT = 300;
    private static final double ROW = 26;
    private static final double TOP = 28;
    private static final String STYLE = """
            <style>
            svg { --ink: #1c2430; --muted: #647084; --bar: #9fb0c8; --ours: #2463c7; background: #fff;
              font: 12px system-ui, sans-serif; fill: var(--ink); }
            @media (prefers-color-scheme: dark) {
              svg { --ink: #e4e8ee; --muted: #98a3b3; --bar: #4a586b; --ours: #74a9ff; background: #161b22; }
            }
            .bar { fill: var(--bar); } .ours { fill: var(--ours); } .name { text-anchor: end; }
            .range { stroke: var(--ink); } .muted { fill: var(--muted); }
            </style>
            """;

    private Bars() {}

    static String of(Result result) {
        double most = 0;
        int rows = 0;
        for (Peers peer : Peers.values()) {
            if (result.rounds.has(peer)) {
                most = Math.max(most, result.rounds.of(peer, Slice::cpuMicros).high());
                rows++;
            }
        }
        StringBuilder svg = new StringBuilder(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\""
                        + " aria-label=\"CPU of a step by design\">%n",
                WIDTH, TOP + rows * ROW + 8));
        svg.append(STYLE);
        svg.append(text(
                "<text class=\"muted\" x=\"%.0f\" y=\"18\">µs of CPU a step of 50 layers, 1,000 jobs</text>%n", LEFT));
        double y = TOP;
        for (Peers peer : Peers.values()) {
            if (result.rounds.has(peer)) {
                svg.append(row(peer, result.rounds.of(peer, Slice::cpuMicros), most, y));
                y += ROW;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String row(Peers peer, Spread cpu, double most, double y) {
        double scale = (WIDTH - LEFT - 70) / most;
        double middle = y + ROW / 2;
        return text("<text class=\"name\" x=\"%.0f\" y=\"%.0f\">%s</text>%n", LEFT - 8, middle + 4, peer.title())
                + text(
                        "<rect class=\"%s\" x=\"%.0f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                        peer == Peers.PRODUCT ? "ours" : "bar", LEFT, y + 4, cpu.median() * scale, ROW - 8)
                + text(
                        "<path class=\"range\" d=\"M%.1f %.1fH%.1f\"/>%n",
                        LEFT + cpu.low() * scale, middle, LEFT + cpu.high() * scale)
                + text(
                        "<text x=\"%.1f\" y=\"%.0f\">%.1f</text>%n",
                        LEFT + cpu.high() * scale + 6, middle + 4, cpu.median());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
