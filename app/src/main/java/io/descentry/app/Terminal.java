package io.descentry.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/**
 * Where a verb writes: results to {@code out}, everything else to {@code err}.
 *
 * @param outIsTerminal whether a person watches {@code out}
 * @param errIsTerminal whether a person watches {@code err}
 * @param colours whether colours are wanted on {@code out}
 * @param columns width of a line in characters; at least 20
 */
public record Terminal(
        PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, boolean colours, int columns) {

    /** System property by which the launcher says which streams are terminals: {@code out}, {@code err} or both. */
    static final String STREAMS = "descentry.terminal";

    /** System property by which the launcher gives the width in characters. */
    static final String COLUMNS = "descentry.columns";

    private static final int USUAL_COLUMNS = 100;

    /**
     * The process's own streams. The JDK cannot tell on every version whether a single stream is a terminal, so the launcher
     * does; without a launcher nothing is one.
     */
    public static Terminal ofProcess() {
        return of(buffered(FileDescriptor.out), buffered(FileDescriptor.err), System.getProperties(), System.getenv());
    }

    static Terminal of(PrintStream out, PrintStream err, Properties properties, Map<String, String> environment) {
        String streams = properties.getProperty(STREAMS, "");
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean outIsTerminal = streams.contains("out");
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                out,
                err,
                outIsTerminal,
                streams.contains("err") && !dumb,
                outIsTerminal && !dumb && !noColour,
                columns(properties.getProperty(COLUMNS, "")));
    }

    /** A terminal that nobody watches. */
    public static Terminal plain(OutputStream out, OutputStream err) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                USUAL_COLUMNS);
    }

    /** Progress of long work, on {@code err} where a person watches it, else nowhere. */
    public Progress progress() {
        return errIsTerminal ? new TerminalBar(err, columns, System::nanoTime) : Progress.NONE;
    }

    private static int columns(String text) {
        try {
            return Math.max(20, Integer.parseInt(text));
        } catch (NumberFormatException notGiven) {
            return USUAL_COLUMNS;
        }
    }

    private static PrintStream buffered(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
