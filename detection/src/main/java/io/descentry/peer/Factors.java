package io.descentry.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything that jobs of a cluster share. */
final class Factors {
    /** An index and no identity: there is a cuda:0 on every host, and in every container of a host. */
    private static final Pattern INDEX = Pattern.compile("[A-Za-z]*[:/_ -]?\\d{1,2}");

    private final Map<String, Factor> known = new HashMap<>();
    private final int[] shared = new int[FactorSort.count()];
    private final Factor cluster;

    Factors(String name) {
        cluster = of(FactorSort.CLUSTER, name);
    }

    Factor cluster() {
        return cluster;
    }

    Factor of(FactorSort sort, String value) {
        return known.computeIfAbsent(sort.ordinal() + value, key -> new Factor(sort, value));
    }

    /** A device of a host, if its name says which. */
    @Nullable
    Factor device(Factor host, @Nullable String device) {
        if (device == null || INDEX.matcher(device).matches()) {
            return null;
        }
        Factor factor = of(FactorSort.DEVICE, host.value + '/' + device);
        factor.within = host;
        return factor;
    }

    void join(Factor factor, boolean first, long timeMillis, long nowMillis) {
        factor.join(first, timeMillis, nowMillis);
        shared[factor.sort.ordinal()] += factor.running() == 2 ? 1 : 0;
    }

    void rejoin(Factor factor) {
        factor.rejoin();
        shared[factor.sort.ordinal()] += factor.running() == 2 ? 1 : 0;
    }

    void leave(Factor factor, long timeMillis, long nowMillis) {
        factor.leave(timeMillis, nowMillis);
        shared[factor.sort.ordinal()] -= factor.running() == 1 ? 1 : 0;
    }

    /** How many of a sort could be blamed, since two jobs or more share them. A device is as many suspects as its host. */
    int suspects(FactorSort sort) {
        return Math.max(1, shared[(sort == FactorSort.DEVICE ? FactorSort.HOST : sort).ordinal()]);
    }

    /** The same at a time not long ago. */
    int suspects(FactorSort sort, long atMillis) {
        FactorSort asked = sort == FactorSort.DEVICE ? FactorSort.HOST : sort;
        int suspects = 0;
        for (Factor factor : known.values()) {
            suspects += factor.sort == asked && factor.running(atMillis) >= 2 ? 1 : 0;
        }
        return Math.max(1, suspects);
    }

    /** Drops what nobody shares any more and nothing is known of. */
    void sweep(long nowMillis, Consumer<Factor> dropped) {
        known.values().removeIf(factor -> {
            factor.sweep(nowMillis);
            boolean gone = factor != cluster && factor.isForgotten(nowMillis);
            if (gone) {
                dropped.accept(factor);
            }
            return gone;
        });
    }

    int size() {
        return known.size();
    }
}
