package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Costs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Locale;

/** The part of docs/performance.md that a measurement writes, and its picture. */
final class Page {
    private static final String BEGIN = "<!-- written by ./descentry bench --docs -->\n";
    private static final String END = "<!-- end of what bench wrote -->";

    private Page() {}

    /** @param docs the directory of the documentation */
    static void write(Path docs, Result result) throws IOException {
        Path page = docs.resolve("performance.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " has no place for what bench writes");
        }
        Files.writeString(page, text.substring(0, begin) + BEGIN + body(result) + text.substring(end));
        Files.writeString(docs.resolve("images").resolve("bench-picture.svg"), Bars.of(result));
    }

    private static String body(Result result) {
        StringBuilder body = new StringBuilder();
        body.append(String.format(
                Locale.ROOT,
                "%n%s; %s. In brackets the lowest and the highest round.%n%n",
                result.began.atOffset(ZoneOffset.UTC).toLocalDate(),
                result.machine.text()));
        body.append("![CPU of a step by design](images/bench-picture.svg)\n\n").append(Tables.peers(result));
        Costs costs = result.costs;
        if (costs != null) {
            body.append('\n').append(Tables.of(costs)).append(".\n");
        }
        Result.Live live = result.live;
        if (live != null) {
            body.append('\n').append(Tables.of(live)).append(".\n");
        }
        if (!result.grid.isEmpty()) {
            body.append('\n').append(Tables.grid(result));
        }
        return body.append('\n').toString();
    }
}
