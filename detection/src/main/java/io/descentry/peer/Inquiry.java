package io.descentry.peer;

import io.descentry.detect.FleetIncident.Params;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks at one time whether jobs that fell ill in one manner did so by coincidence, and what explains it if not. */
final class Inquiry {
    /*
     * Of the jobs of a factor, k of n fell ill within some seconds. Coincidence: each does so with a probability p, so that k is
     * binomial. Windows of several lengths are tried, since a host dies at once and a bad shard is read by one job after the
     * other [1]; the probability of k or more is multiplied by the number of lengths and by the number of factors of the sort
     * that could be blamed (Bonferroni), which is why a coincidence somewhere in a large cluster is not taken for a cause.
     *
     * Two jobs are a pair for many reasons that no rate knows, so chance must be a hundred times less for them than for three.
     *
     * p is the largest of three: the rate elsewhere in the cluster over a week, the factor's own, and what happens elsewhere
     * right now. So neither a flaky project nor an outage of something larger makes its hosts guilty. Rates lean on one fall
     * in PRIOR job minutes, as a new cluster has no past, and one without falls not one without risk.
     *
     * Owners repeat themselves: in a sweep a third of the jobs may diverge as usual, all at their start. Where that was so
     * before, a share is news only if it is more than the share of the earlier jobs that ever fell ill.
     *
     * [1] M. Kulldorff, Prospective time periodic geographical disease surveillance using a scan statistic, JRSS A 164, 2001.
     */
    private static final double PRIOR = 1000;
    private static final double PRIOR_JOBS = 20;
    private static final double HABIT = 0.01;
    private static final double PAIR = 0.01;
    private static final double UNUSUAL = 0.001;
    private static final double MOST_CERTAIN = 0.999;
    private static final double MOSTLY = 0.8;
    private static final int[] SECONDS = {30, 60};

    private final Factors factors;
    private final Params params;
    private final Manner manner;
    private final boolean late;
    private final long fromMillis;
    private final long toMillis;
    private final List<Fall> unexplained;
    private final Map<Incident, List<Fall>> explained = new HashMap<>();
    private final double fallsBefore;

    /**
     * @param nowMillis event time of the fleet
     * @param toMillis event time at which it is asked: what is known of later times does not count
     */
    Inquiry(Factors factors, Params params, Manner manner, long nowMillis, long toMillis) {
        this.factors = factors;
        this.params = params;
        this.manner = manner;
        this.toMillis = toMillis;
        long span = 1000L * (params.window() + params.settle());
        late = nowMillis - toMillis > span;
        fromMillis = toMillis - span;
        List<Fall> none = new ArrayList<>();
        for (Fall fall : lately(factors.cluster())) {
            if (fall.manner == manner) {
                (fall.incident == null ? none : explained.computeIfAbsent(fall.incident, i -> new ArrayList<>()))
                        .add(fall);
            }
        }
        unexplained = none;
        fallsBefore = factors.cluster().falls(manner, toMillis);
    }

    private List<Fall> lately(Factor factor) {
        return factor.between(toMillis - Lateness.RECENT_MILLIS, toMillis);
    }

    /** Falls in time that no incident explains. */
    List<Fall> unexplained() {
        return unexplained.stream().filter(this::isInTime).toList();
    }

    private boolean isInTime(Fall fall) {
        return fall.timeMillis > fromMillis && fall.timeMillis <= toMillis;
    }

    /** What speaks for a factor; empty if too few of its jobs fell ill to ask. */
    Optional<Suspect> of(Factor factor, Collection<Incident> open) {
        List<Incident> replaced = open.stream()
                .filter(incident -> incident.manner == manner && incident.factor != factor && isPart(incident, factor))
                .toList();
        List<Fall> falls = factor.between(fromMillis + 1, toMillis).stream()
                .filter(fall -> fall.manner == manner)
                .filter(fall -> fall.incident == null || replaced.contains(fall.incident))
                .toList();
        if (falls.size() < params.jobs()) {
            return Optional.empty();
        }
        double rate = rate(factor);
        Suspect best = null;
        double least = Double.NaN;
        int lengths = lengths();
        for (int i = 0; i < lengths; i++) {
            int seconds = i < lengths - 1 ? SECONDS[i] : params.window();
            List<Fall> ill = densest(falls, seconds);
            int jobs = jobs(factor, ill);
            double p = rightNow(factor, ill, jobs, seconds, Math.min(MOST_CERTAIN, atOnce(rate, seconds)));
            double tail = Chance.atLeast(ill.size(), jobs, p);
            if (best == null || tail < least) {
                least = tail;
                best = suspect(factor, ill, jobs, seconds, p, tail * lengths, replaced);
            }
        }
        return Optional.ofNullable(best);
    }

    private int lengths() {
        int n = 1;
        for (int seconds : SECONDS) {
            n += seconds < params.window() ? 1 : 0;
        }
        return n;
    }

    private Suspect suspect(
            Factor factor, List<Fall> ill, int jobs, int seconds, double p, double tail, List<Incident> replaced) {
        int suspects = late ? factors.suspects(factor.sort, toMillis) : factors.suspects(factor.sort);
        double bar = ill.size() == 2 ? params.chance() * PAIR : params.chance();
        boolean strange = ill.size() >= params.jobs() && tail * suspects <= bar && !isHabit(factor, ill.size(), jobs);
        boolean share = ill.size() >= params.share() * jobs;
        double own = Chance.gain(ill.size(), jobs, p) - Math.log(suspects);
        double beyond =
                own - replaced.stream().mapToDouble(incident -> incident.gain).sum();
        Fall last = ill.get(ill.size() - 1);
        return new Suspect(
                factor,
                ill.size(),
                jobs,
                seconds,
                p,
                strange && share,
                strange && !share,
                beyond,
                own,
                last.timeMillis,
                replaced);
    }

    /** The most falls within some seconds; of several, the last. */
    private static List<Fall> densest(List<Fall> falls, int seconds) {
        int from = 0;
        int bestFrom = 0;
        int bestTo = 0;
        for (int to = 0; to < falls.size(); to++) {
            while (falls.get(to).timeMillis - falls.get(from).timeMillis > 1000L * seconds) {
                from++;
            }
            if (to - from >= bestTo - bestFrom) {
                bestFrom = from;
                bestTo = to;
            }
        }
        return falls.subList(bestFrom, bestTo + 1);
    }

    /** Its jobs: those that run, and those that fell ill and may be gone by now. */
    int jobs(Factor factor, Collection<Fall> ill) {
        Factor counted = factor.sort == FactorSort.DEVICE && factor.within != null ? factor.within : factor;
        int gone = 0;
        for (Fall fall : ill) {
            gone += fall.job.wasRunning(toMillis) && fall.job.isAt(counted) ? 0 : 1;
        }
        return counted.running(toMillis) + gone;
    }

    /** Probability that a job falls ill within the window without a factor. */
    double usual(Factor factor) {
        return Math.min(MOST_CERTAIN, atOnce(rate(factor), params.window()));
    }

    /** Falls a job minute that there would be without the factor. */
    private double rate(Factor factor) {
        Factor cluster = factors.cluster();
        Factor known = factor.sort == FactorSort.DEVICE && factor.within != null ? factor.within : factor;
        double minutes = cluster.jobMinutes(toMillis);
        double ownMinutes = known.jobMinutes(toMillis);
        double ownFalls = known.falls(manner, toMillis);
        long here = lately(factor).stream()
                .filter(fall -> fall.manner == manner && fall.incident == null)
                .count();
        long elsewhereLately = unexplained.size() - here;
        double falls = fallsBefore + elsewhereLately;
        double everywhere = (falls + 1) / (minutes + PRIOR);
        // Where nothing is elsewhere, it is as everywhere.
        double apart = minutes <= 0 ? 0 : Math.max(0, 1 - ownMinutes / minutes);
        double prior = apart + (1 - apart) * everywhere * PRIOR;
        double elsewhere = (Math.max(0, falls - ownFalls) + prior) / (Math.max(0, minutes - ownMinutes) + PRIOR);
        double own = (ownFalls + elsewhere * PRIOR) / (ownMinutes + PRIOR);
        return Math.max(elsewhere, own);
    }

    private static double atOnce(double rate, int seconds) {
        return -Math.expm1(-rate * seconds / 60.0);
    }

    /** The share of jobs elsewhere that fell ill in the same seconds, where it is more than the usual one by more than chance. */
    private double rightNow(Factor factor, List<Fall> ill, int jobs, int seconds, double usual) {
        long to = ill.get(ill.size() - 1).timeMillis;
        long from = to - 1000L * seconds;
        int elsewhere =
                firstFrom(unexplained, to + 1) - firstFrom(unexplained, from) - unexplainedBetween(factor, from, to);
        int others = factors.cluster().running(toMillis) - jobs;
        if (others <= 0 || Chance.atLeast(elsewhere, others, usual) > UNUSUAL) {
            return usual;
        }
        return Math.min(MOST_CERTAIN, Math.max(usual, (double) elsewhere / others));
    }

    /** The first of falls by time that is not before a time. */
    private static int firstFrom(List<Fall> falls, long fromMillis) {
        int low = 0;
        int high = falls.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (falls.get(middle).timeMillis < fromMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int unexplainedBetween(Factor factor, long fromMillis, long toMillis) {
        int n = 0;
        for (Fall fall : factor.between(fromMillis, toMillis)) {
            n += fall.manner == manner && fall.incident == null ? 1 : 0;
        }
        return n;
    }

    private boolean isHabit(Factor factor, int ill, int jobs) {
        if (!factor.sort.hasHabits()) {
            return false;
        }
        double falls = factor.falls(manner, toMillis);
        double earlier = Math.max(falls, factor.jobs(toMillis) - jobs);
        double usual = Math.min(MOST_CERTAIN, falls / (earlier + PRIOR_JOBS));
        return usual > 0 && Chance.atLeast(ill, jobs, usual) > HABIT;
    }

    /** Whether what an incident explains lies within a factor. */
    private boolean isPart(Incident incident, Factor factor) {
        List<Fall> falls = explained.getOrDefault(incident, List.of());
        long there = falls.stream().filter(fall -> fall.isAt(factor)).count();
        return there > 0 && there >= MOSTLY * falls.size();
    }

    /** Every factor that falls have in common with others, asked: those that are guilty, and those that may turn out to be. */
    List<Suspect> suspects(Collection<Fall> falls, Collection<Incident> open) {
        Set<Factor> asked = new LinkedHashSet<>();
        falls.forEach(fall -> asked.addAll(fall.places()));
        List<Suspect> suspects = new ArrayList<>();
        for (Factor factor : asked) {
            of(factor, open)
                    .filter(suspect -> suspect.guilty() || suspect.growing())
                    .ifPresent(suspects::add);
        }
        return suspects;
    }
}
