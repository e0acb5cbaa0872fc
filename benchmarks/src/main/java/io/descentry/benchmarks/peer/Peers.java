package io.descentry.benchmarks.peer;

import java.util.function.Supplier;

/** The designs that are compared. */
public enum Peers {
    FLOOR("consumer alone", FloorPeer::new),
    LIMIT("consumer + decode + detectors, volatile", LimitPeer::new),
    PRODUCT("Descentry", ProductPeer::new),
    TEXTBOOK("Streams by the book: RocksDB at each record", TextbookPeer::new),
    FLINK("Flink: keyed by job, memories on the heap", FlinkPeer::new);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // A reference to a constructor.
    private final Supplier<Peer> maker;

    Peers(String title, Supplier<Peer> maker) {
        this.title = title;
        this.maker = maker;
    }

    /** What it is called in tables. */
    public String title() {
        return title;
    }

    Peer peer() {
        return maker.get();
    }
}
