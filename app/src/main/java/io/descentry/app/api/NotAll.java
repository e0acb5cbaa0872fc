package io.descentry.app.api;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** An answer would be half of one: what somebody else has cannot be had just now. */
final class NotAll extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final List<String> instances;
    private final List<Integer> partitions;

    /**
     * @param instances addresses of those that did not answer
     * @param partitions what nobody has answered for
     */
    NotAll(String why, Collection<String> instances, Collection<Integer> partitions) {
        super(why);
        this.why = why;
        this.instances = List.copyOf(new TreeSet<>(instances));
        this.partitions = List.copyOf(new TreeSet<>(partitions));
    }

    String why() {
        return why;
    }

    List<String> instances() {
        return instances;
    }

    List<Integer> partitions() {
        return partitions;
    }
}
