package io.descentry.benchmarks.run;

import io.descentry.app.Progress;
import io.descentry.benchmarks.load.Load;
import io.descentry.benchmarks.peer.Costs;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** One run: parts alone, all peers in turns, the product beside a publisher, grids. */
final class Measurement {
    /*
     * All peers read the same records, which lie in the page cache, and begin each turn with nothing remembered. Their JVMs live
     * from the warm-up to the end, and one peer runs at a time, so that nothing but the broker shares the machine with it. The
     * order of a round is that of the peers, and rounds are interleaved, so that what changes on the machine meets all of them.
     */
    private static final double SHARE_OF_HIGHEST = 0.7;

    /** A lap that costs more than this share of the one before ends the warm-up. */
    private static final double WARM = 0.95;

    private static final long LIVE_WARM_UP_MILLIS = 8_000;
    /** With 1 alert in 10^4 records, enough of them for a 99th percentile. */
    private static final long LIVE_MILLIS = 25_000;

    private final Plan plan;
    private final Path logs;
    private final List<String> options;
    private final Consumer<String> tell;
    private final Progress progress;
    private final Result result = new Result();

    /**
     * @param options of the JVMs of peers
     * @param tell told of each result as it comes
     */
    Measurement(Plan plan, Path logs, List<String> options, Consumer<String> tell, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.options = options;
        this.tell = tell;
        this.progress = progress;
    }

    Result run(Load load, List<Cell> cells) throws IOException, InterruptedException {
        costs();
        try (Cast cast = new Cast(logs, options)) {
            try (Stage stage = stage(load)) {
                stage.feeder().fill(plan.records());
                compare(cast, stage, load);
            }
            for (Peers peer : Peers.values()) {
                if (peer != Peers.PRODUCT && peer != Peers.LIMIT) {
                    cast.dismiss(peer);
                }
            }
            if (plan.peers().contains(Peers.PRODUCT)) {
                live(cast, load);
                for (Cell cell : cells) {
                    result.grid.add(new Result.Row(cell, measure(cast, cell)));
                }
            }
        }
        return result;
    }

    private Stage stage(Load load) throws IOException, InterruptedException {
        progress.advance(0, 0, "publishing");
        return Stage.set(load, logs);
    }

    private void costs() throws IOException {
        progress.advance(0, 0, "decoder and detectors alone");
        try (Jvm jvm = Jvm.start(List.of("-Xmx1g"), logs.resolve("costs.log"), Costs.class)) {
            result.costs = Costs.parse(jvm.hear(Costs.ANSWER));
        }
        tell.accept(Tables.of(result.costs));
    }

    private void compare(Cast cast, Stage stage, Load load) throws IOException, InterruptedException {
        for (Peers peer : plan.peers()) {
            warmUp(cast, stage, peer);
        }
        Set<Long> digests = new HashSet<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            result.rounds.begin();
            for (Peers peer : plan.peers()) {
                progress.advance(round, plan.rounds(), "round of " + peer.title());
                Slice slice = cast.lap(peer, stage, plan.turn(load));
                result.rounds.add(peer, slice);
                tell.accept(Tables.of(round, peer, slice));
                if (slice.whole() && peer != Peers.FLOOR && digests.add(slice.digest()) && digests.size() > 1) {
                    throw new IOException(peer.title() + " told other alerts than the peers before it");
                }
            }
        }
    }

    /** Laps until one costs hardly less than the one before, as then the compiler has done most of its work, or the time is over. */
    private void warmUp(Cast cast, Stage stage, Peers peer) throws IOException, InterruptedException {
        long began = System.nanoTime();
        double before = Double.MAX_VALUE;
        double now = Double.MAX_VALUE / 2;
        while (now < WARM * before && (System.nanoTime() - began) / 1_000_000 < plan.warmUpMillis()) {
            progress.advance(0, 0, "warm-up of " + peer.title());
            before = now;
            now = cast.lap(peer, stage, plan.warmUp()).cpuMicros();
        }
    }

    /** Alerts of the product while records arrive. */
    private void live(Cast cast, Load load) throws IOException, InterruptedException {
        double highest;
        try (Stage stage = stage(load)) {
            highest = paced(cast, Peers.PRODUCT, stage, liveTurn(plan.millis()), Double.MAX_VALUE)
                    .rate();
        }
        double rate = SHARE_OF_HIGHEST * highest;
        try (Stage stage = stage(load);
                AlertClock clock = new AlertClock(stage.bootstrap(), LIVE_WARM_UP_MILLIS)) {
            Slice slice = paced(cast, Peers.PRODUCT, stage, liveTurn(LIVE_MILLIS), rate);
            result.live = new Result.Live(highest, rate, slice, clock.latency());
        }
        tell.accept(Tables.of(result.live));
    }

    private static Cast.Turn liveTurn(long millis) {
        return new Cast.Turn(1, Plan.COMMIT, 1, Long.MAX_VALUE, LIVE_WARM_UP_MILLIS, millis);
    }

    /** A turn beside a publisher. */
    private Slice paced(Cast cast, Peers peer, Stage stage, Cast.Turn turn, double perSecond) throws IOException {
        cast.begin(peer, stage, turn);
        CompletableFuture<Slice> slice = CompletableFuture.supplyAsync(() -> {
            try {
                return cast.end(peer);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        progress.advance(0, 0, "publishing beside " + peer.title());
        stage.feeder().pace(perSecond, () -> !slice.isDone());
        try {
            return slice.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    private Rounds measure(Cast cast, Cell cell) throws IOException, InterruptedException {
        Rounds rounds = new Rounds();
        if (cell.perSecond() > 0) {
            rounds.begin();
            try (Stage stage = stage(cell.load())) {
                // Two commits: one before it is measured, and one within.
                long millis = Math.max(plan.millis(), cell.commitMillis());
                Cast.Turn turn = new Cast.Turn(
                        cell.threads(), cell.commitMillis(), 1, Long.MAX_VALUE, millis + LIVE_WARM_UP_MILLIS, millis);
                rounds.add(Peers.PRODUCT, paced(cast, Peers.PRODUCT, stage, turn, cell.perSecond()));
            }
        } else {
            try (Stage stage = stage(cell.load())) {
                stage.feeder().fill(plan.records(cell.load()));
                Cast.Turn turn = plan.turn(cell.load()).with(cell.threads(), cell.commitMillis());
                for (int round = 1; round <= plan.rounds(); round++) {
                    rounds.begin();
                    for (Peers peer : List.of(Peers.LIMIT, Peers.PRODUCT)) {
                        progress.advance(round, plan.rounds(), cell.what() + ", " + peer.title());
                        rounds.add(peer, cast.lap(peer, stage, turn));
                    }
                }
            }
        }
        tell.accept(Tables.of(cell, rounds));
        return rounds;
    }
}
