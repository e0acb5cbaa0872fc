package io.descentry.peer;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A factor that may explain why jobs fell ill, with what speaks for it.
 *
 * @param ill its jobs that fell ill within the seconds
 * @param jobs all its jobs
 * @param elsewhere probability with which a job falls ill in that time without it
 * @param guilty whether coincidence is out of the question
 * @param growing whether it is but for the share of its jobs, which may grow yet
 * @param gain how well it explains the ill and the well, in nats, beyond the incidents that it would replace
 * @param ownGain the same without regard to those
 * @param lastMillis event time of the last of the falls
 * @param replaces open incidents that turn out to be part of it
 */
record Suspect(
        Factor factor,
        int ill,
        int jobs,
        int seconds,
        double elsewhere,
        boolean guilty,
        boolean growing,
        double gain,
        double ownGain,
        long lastMillis,
        List<Incident> replaces) {
    /** Two explanations that differ by less than this are the same to a person. */
    private static final double ALIKE = 1;

    private static final Comparator<Suspect> NARROWEST = Comparator.<Suspect>comparingInt(
                    suspect -> suspect.factor.sort.ordinal())
            .thenComparing(Comparator.comparingDouble(Suspect::gain).reversed())
            .thenComparing(suspect -> suspect.factor.value);

    /** The best explanation; of those that are as good, the narrowest. What all jobs are made of says no more than the cluster. */
    static Optional<Suspect> best(List<Suspect> all) {
        double most = all.stream().mapToDouble(Suspect::gain).max().orElse(0);
        int everybody = all.stream()
                .filter(suspect -> suspect.factor.sort == FactorSort.CLUSTER)
                .mapToInt(Suspect::jobs)
                .findAny()
                .orElse(Integer.MAX_VALUE);
        return all.stream()
                .filter(suspect -> suspect.gain > 0 && suspect.gain >= most - ALIKE)
                .filter(suspect -> !suspect.factor.sort.hasHabits() || suspect.jobs < everybody)
                .min(NARROWEST);
    }
}
