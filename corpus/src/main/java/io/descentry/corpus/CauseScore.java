package io.descentry.corpus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How often an alert named the right cause.
 *
 * @param cases labelled kinds of runs whose cause is known
 */
public record CauseScore(List<Case> cases) {
    /** So many causes are read by somebody in a hurry. */
    private static final int SHORTLIST = 3;

    /**
     * One kind on one run.
     *
     * @param accepted ids of the right causes
     * @param named what its first alert said when it opened, most likely first; empty if it was missed
     */
    public record Case(String run, String kind, Set<String> accepted, List<String> named) {
        /** Whether the cause in the first place is right. */
        public boolean first() {
            return named.stream().limit(1).anyMatch(accepted::contains);
        }

        /** Whether one of the first three is right. */
        public boolean shortlisted() {
            return named.stream().limit(SHORTLIST).anyMatch(accepted::contains);
        }
    }

    /** Cases with the right cause in the first place. */
    public int first() {
        return (int) cases.stream().filter(Case::first).count();
    }

    /** Cases with the right cause among the first three. */
    public int shortlisted() {
        return (int) cases.stream().filter(Case::shortlisted).count();
    }

    /** Share of the cases with the right cause in the first place; empty without cases. */
    public OptionalDouble firstShare() {
        return share(first());
    }

    /** Share of the cases with the right cause among the first three; empty without cases. */
    public OptionalDouble shortlistedShare() {
        return share(shortlisted());
    }

    /** Those of one run and kind. */
    public Optional<Case> of(String run, String kind) {
        return cases.stream()
                .filter(one -> one.run().equals(run) && one.kind().equals(kind))
                .findFirst();
    }

    private OptionalDouble share(int right) {
        return cases.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) right / cases.size());
    }
}
