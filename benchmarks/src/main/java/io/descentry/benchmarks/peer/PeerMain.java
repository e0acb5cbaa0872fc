package io.descentry.benchmarks.peer;

import io.descentry.app.cli.LogLevels;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * A peer as a process: each line of standard input is a {@link Lap}, and each is answered by a line with its {@link Slice}. It ends
 * when its input does.
 */
public final class PeerMain {
    /** Stands before an answer. */
    public static final String SLICE = "slice ";

    /** The answer when a lap runs. */
    public static final String STARTED = "started";

    /** Looking costs the peer CPU that is measured as its own. */
    private static final long LOOK_NANOS = 50_000_000;
    /** A peer that is slow is measured before it has seen all records of the warm-up. */
    private static final long LONGEST_WARM_UP_MILLIS = 15_000;

    private PeerMain() {}

    public static void main(String[] arguments) throws Exception {
        LogLevels.set("WARN", "ERROR");
        // What libraries print is no answer.
        PrintStream answers = System.out;
        System.setOut(System.err);
        Peer peer = Peers.valueOf(arguments[0]).peer();
        var laps = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = laps.readLine(); line != null; line = laps.readLine()) {
            answers.println(SLICE + run(peer, Lap.parse(line), answers).line());
        }
        System.exit(0);
    }

    private static Slice run(Peer peer, Lap lap, PrintStream answers) throws Exception {
        Peer.Running running = peer.start(lap);
        answers.println(STARTED);
        Gauge.Reading start;
        Gauge.Reading end;
        try (running;
                Gauge gauge = new Gauge(lap, running)) {
            await(() -> running.records() > 0);
            long began = System.nanoTime();
            await(() -> (running.records() >= lap.warmUp() || millisSince(began) >= LONGEST_WARM_UP_MILLIS)
                    && millisSince(began) >= lap.warmUpMillis());
            start = gauge.read();
            await(() -> running.records() >= lap.until() || millisSince(start.nanos()) >= lap.millis());
            end = gauge.read();
        }
        return end.since(start, end.records() >= lap.until(), running.told());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        while (!condition.holds()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
