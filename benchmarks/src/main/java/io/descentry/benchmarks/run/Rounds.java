package io.descentry.benchmarks.run;

import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What all peers did, round by round. Ratios are formed inside a round, since the machine differs from one to the next. */
final class Rounds {
    private final List<Map<Peers, Slice>> rounds = new ArrayList<>();

    /** Begins a round. */
    void begin() {
        rounds.add(new EnumMap<>(Peers.class));
    }

    /** A slice of the round. */
    void add(Peers peer, Slice slice) {
        rounds.get(rounds.size() - 1).put(peer, slice);
    }

    /** Whether a peer was measured. */
    boolean has(Peers peer) {
        return rounds.stream().anyMatch(round -> round.containsKey(peer));
    }

    /** A figure of a peer. */
    Spread of(Peers peer, ToDoubleFunction<Slice> figure) {
        return Spread.of(rounds.stream()
                .filter(round -> round.containsKey(peer))
                .map(round -> figure.applyAsDouble(round.get(peer)))
                .toList());
    }

    /** The same as a multiple of another peer's. */
    Spread ratio(Peers peer, Peers to, ToDoubleFunction<Slice> figure) {
        return Spread.of(rounds.stream()
                .filter(round -> round.containsKey(peer) && round.containsKey(to))
                .map(round -> figure.applyAsDouble(round.get(peer)) / figure.applyAsDouble(round.get(to)))
                .toList());
    }
}
