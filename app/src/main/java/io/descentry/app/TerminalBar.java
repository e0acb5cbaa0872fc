package io.descentry.app;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bar on the last line of a terminal; shows up only if the work takes longer than two seconds, and erases itself. */
final class TerminalBar implements Progress {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int BAR = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream err;
    private final int columns;
    private final LongSupplier nanoTime;
    private final long started;
    private long nextDraw;
    private boolean drawn;

    TerminalBar(PrintStream err, int columns, LongSupplier nanoTime) {
        this.err = err;
        this.columns = columns;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.nextDraw = started + PATIENCE;
    }

    @Override
    public void advance(long done, long total, String what) {
        long now = nanoTime.getAsLong();
        if (now - nextDraw < 0) {
            return;
        }
        nextDraw = now + REDRAW;
        drawn = true;
        String line = total > 0 ? bar(done, total) + " " + what : what + " " + done;
        // One column stays free: a full line would wrap and could not be erased.
        err.print(ERASE + line.substring(0, Math.min(line.length(), columns - 1)));
        err.flush();
    }

    @Override
    public void close() {
        pause();
    }

    @Override
    public void pause() {
        if (drawn) {
            err.print(ERASE);
            err.flush();
            drawn = false;
        }
    }

    private static String bar(long done, long total) {
        double part = Math.min(1.0, Math.max(0.0, (double) done / total));
        int full = (int) (part * BAR);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %% %d/%d",
                "=".repeat(full),
                " ".repeat(BAR - full),
                (int) (part * 100),
                done,
                total);
    }
}
