package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Lap;
import io.descentry.benchmarks.peer.PeerMain;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The peers, each in its JVM from its first lap on, so that what was compiled stays compiled. One is on at a time. */
final class Cast implements AutoCloseable {
    /** Flink reaches into the JDK. */
    private static final List<String> OPENED =
            List.of("--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED");

    private final Path logs;
    private final List<String> options;
    private final Map<Peers, Jvm> jvms = new EnumMap<>(Peers.class);
    private int laps;

    /**
     * @param logs directory for what peers log
     * @param options of their JVMs
     */
    Cast(Path logs, List<String> options) {
        this.logs = logs;
        this.options = new ArrayList<>(options);
        this.options.addAll(OPENED);
    }

    /**
     * Has a peer do a lap.
     *
     * @param threads that judge
     * @param commitMillis longest time between two commits
     */
    record Turn(int threads, int commitMillis, long warmUp, long until, long warmUpMillis, long millis) {
        /** The same with other settings of the peer. */
        Turn with(int otherThreads, int otherCommitMillis) {
            return new Turn(otherThreads, otherCommitMillis, warmUp, until, warmUpMillis, millis);
        }
    }

    Slice lap(Peers peer, Stage stage, Turn turn) throws IOException, InterruptedException {
        stage.clear();
        begin(peer, stage, turn);
        return end(peer);
    }

    /** The same without waiting for its end; it runs when this returns. */
    void begin(Peers peer, Stage stage, Turn turn) throws IOException {
        Lap lap = new Lap(
                stage.bootstrap(),
                stage.registry(),
                "bench-" + ++laps,
                turn.threads(),
                turn.commitMillis(),
                turn.warmUp(),
                turn.until(),
                turn.warmUpMillis(),
                turn.millis());
        jvm(peer).tell(lap.line());
        jvm(peer).hear(PeerMain.STARTED);
    }

    /** Waits for the end of the lap that was begun. */
    Slice end(Peers peer) throws IOException {
        return Slice.parse(jvm(peer).hear(PeerMain.SLICE));
    }

    private Jvm jvm(Peers peer) throws IOException {
        Jvm running = jvms.get(peer);
        if (running == null) {
            running = Jvm.start(options, logs.resolve(peer + ".log"), PeerMain.class, peer.name());
            jvms.put(peer, running);
        }
        return running;
    }

    /** Ends a peer's JVM; its next lap starts another. */
    void dismiss(Peers peer) throws IOException {
        Jvm running = jvms.remove(peer);
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (Peers peer : new ArrayList<>(jvms.keySet())) {
            dismiss(peer);
        }
    }
}
