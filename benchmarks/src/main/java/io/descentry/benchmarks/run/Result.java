package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Costs;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one measurement gave. */
final class Result {
    final Instant began = Instant.now();
    final Machine machine = Machine.here();
    final Rounds rounds = new Rounds();
    final List<Row> grid = new ArrayList<>();

    @Nullable
    Costs costs;

    @Nullable
    Live live;

    /**
     * A cell of the grids.
     *
     * @param rounds of the product, and of L where it took part
     */
    record Row(Cell cell, Rounds rounds) {}

    /**
     * The product beside a publisher.
     *
     * @param highest records in a second that come through while a publisher sends as many as it can
     * @param rate records in a second at which the delays of alerts were taken
     * @param slice of the product meanwhile
     */
    record Live(double highest, double rate, Slice slice, Latency latency) {}

    /** Records in a second as a share of L's. */
    Spread rateVsLimit() {
        return rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::rate);
    }

    /** CPU of a record as a multiple of L's. */
    Spread cpuVsLimit() {
        return rounds.ratio(Peers.PRODUCT, Peers.LIMIT, Slice::cpuMicros);
    }

    /** CPU of a record as a multiple of the product's. */
    Spread cpuVsOurs(Peers peer) {
        return rounds.ratio(peer, Peers.PRODUCT, Slice::cpuMicros);
    }
}
