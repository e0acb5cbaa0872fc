package io.descentry.peer;

import io.descentry.detect.Catalogue;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Who makes the groups of each sort. */
public record Founders(PeerGroup.Founder fleet, PeerGroup.Founder siblings, PeerGroup.Founder reference) {

    /** Each sort with the one who makes it, in the order of sorts. */
    public Map<GroupSort, PeerGroup.Founder> bySort() {
        Map<GroupSort, PeerGroup.Founder> all = new EnumMap<>(GroupSort.class);
        all.put(GroupSort.FLEET, fleet);
        all.put(GroupSort.SIBLINGS, siblings);
        all.put(GroupSort.REFERENCE, reference);
        return all;
    }

    /**
     * The groups of the product.
     *
     * @param settings what is in force for all jobs
     */
    public static Founders of(Supplier<Catalogue> settings) {
        return new Founders(Fleet.founder(settings), Siblings::restore, Reference::restore);
    }
}
