package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Costs;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.util.Locale;

/** Figures as text: a line each as they come, and tables of all of them in Markdown. */
final class Tables {
    private Tables() {}

    static String of(Costs costs) {
        return format(
                "decode %,.0f ns and %,.0f B, all detectors %,.0f ns a step of 50 layers; a job takes %,.0f B and %.1f B a layer",
                costs.decodeNanos(),
                costs.decodeBytes(),
                costs.detectorNanos(),
                costs.stateBytes(),
                costs.layerBytes());
    }

    static String of(int round, Peers peer, Slice slice) {
        return format(
                "round %d  %-45s %,9.0f/s %7.2f us %,8.0f B",
                round, peer.title(), slice.rate(), slice.cpuMicros(), slice.garbage());
    }

    static String of(Result.Live live) {
        return format(
                "beside a publisher %,.0f/s at most; at %,.0f/s %.2f us a step, %d alerts took %.0f ms (median), %.0f ms (99 %%)",
                live.highest(),
                live.rate(),
                live.slice().cpuMicros(),
                live.latency().count(),
                live.latency().at(0.5),
                live.latency().at(0.99));
    }

    static String of(Cell cell, Rounds rounds) {
        String line = format(
                "%-42s %,9.0f/s %7.2f us, changelogs %,.1f MB/s",
                cell.what(),
                rounds.of(Peers.PRODUCT, Slice::rate).median(),
                rounds.of(Peers.PRODUCT, Slice::cpuMicros).median(),
                rounds.of(Peers.PRODUCT, Slice::loggedPerSecond).median() / 1e6);
        return rounds.has(Peers.LIMIT)
                ? line
                        + format(
                                "; rate %.2f, CPU %.2f of L",
                                rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::rate)
                                        .median(),
                                rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::cpuMicros)
                                        .median())
                : line;
    }

    /** All peers, in Markdown. */
    static String peers(Result result) {
        StringBuilder table = new StringBuilder(
                "| peer | records/s | CPU µs a step | CPU, ours = 1 | B allocated a step | changelogs MB/s |\n"
                        + "| --- | --- | --- | --- | --- | --- |\n");
        Rounds rounds = result.rounds;
        for (Peers peer : Peers.values()) {
            if (rounds.has(peer)) {
                table.append(format(
                        "| %s | %s | %s | %s | %,.0f | %s |%n",
                        peer.title(),
                        rounds.of(peer, Slice::rate).text(0),
                        rounds.of(peer, Slice::cpuMicros).text(2),
                        rounds.has(Peers.PRODUCT) ? result.cpuVsOurs(peer).text(2) : "",
                        rounds.of(peer, Slice::garbage).median(),
                        format("%.1f", rounds.of(peer, Slice::loggedPerSecond).median() / 1e6)));
            }
        }
        return table.toString();
    }

    /** The grids, in Markdown. */
    static String grid(Result result) {
        StringBuilder table = new StringBuilder(
                "| load and settings | records/s | CPU µs a step | changelogs MB/s | rate, L = 1 | CPU, L = 1 |\n"
                        + "| --- | --- | --- | --- | --- | --- |\n");
        for (Result.Row row : result.grid) {
            Rounds rounds = row.rounds();
            boolean compared = rounds.has(Peers.LIMIT);
            table.append(format(
                    "| %s | %,.0f | %.2f | %.1f | %s | %s |%n",
                    row.cell().what(),
                    rounds.of(Peers.PRODUCT, Slice::rate).median(),
                    rounds.of(Peers.PRODUCT, Slice::cpuMicros).median(),
                    rounds.of(Peers.PRODUCT, Slice::loggedPerSecond).median() / 1e6,
                    compared
                            ? rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::rate)
                                    .text(2)
                            : "",
                    compared
                            ? rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::cpuMicros)
                                    .text(2)
                            : ""));
        }
        return table.toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
