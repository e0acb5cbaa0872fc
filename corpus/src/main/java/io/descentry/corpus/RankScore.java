package io.descentry.corpus;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How often an alert named the right rank.
 *
 * @param cases labelled kinds of runs whose label has a rank
 */
public record RankScore(List<Case> cases) {

    /**
     * One kind on one run.
     *
     * @param labelled rank where the fault is
     * @param detected whether the kind was told at all
     * @param named rank that its first alert named, or -1 for none
     */
    public record Case(String run, String kind, int labelled, boolean detected, int named) {
        /** Whether it was told, and of that rank. */
        public boolean right() {
            return detected && named == labelled;
        }
    }

    /** Cases with the right rank. */
    public int right() {
        return (int) cases.stream().filter(Case::right).count();
    }

    /** Share of the cases with the right rank; empty without cases. */
    public OptionalDouble share() {
        return cases.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) right() / cases.size());
    }
}
