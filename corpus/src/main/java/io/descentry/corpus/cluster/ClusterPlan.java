package io.descentry.corpus.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What a simulated cluster is to be like; the same plan makes the same records.
 *
 * @param jobs that start within the length; 1 to 100,000
 * @param hosts 1 to 100,000; ten of them share a rack
 * @param start event time at which the simulation begins
 * @param length simulated time; at least 1 minute
 * @param seed of every draw
 * @param faults that strike several jobs at once
 * @param jobFaults share of jobs with a fault of their own; 0 to 1
 */
public record ClusterPlan(
        int jobs, int hosts, Instant start, Duration length, long seed, Set<FleetFault> faults, double jobFaults) {
    /** Hosts that share a rack. */
    public static final int HOSTS_PER_RACK = 10;
    /** Devices of a host. */
    public static final int DEVICES = 16;
    /** The share of jobs that fail by themselves. */
    public static final double JOB_FAULTS = 0.02;

    private static final int MOST = 100_000;

    public ClusterPlan {
        if (jobs < 1 || jobs > MOST || hosts < 1 || hosts > MOST) {
            throw new IllegalArgumentException(jobs + " jobs on " + hosts + " hosts: each is 1 to " + MOST);
        }
        if (length.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("length " + length + " is below a minute");
        }
        if (!(jobFaults >= 0 && jobFaults <= 1)) {
            throw new IllegalArgumentException("share of jobs with faults " + jobFaults + " is not 0 to 1");
        }
        start = Instant.ofEpochMilli(start.toEpochMilli());
        faults = Set.copyOf(faults);
    }

    /** The same cluster without faults that strike several jobs. */
    public ClusterPlan clean() {
        return new ClusterPlan(jobs, hosts, start, length, seed, Set.of(), jobFaults);
    }

    /** The same cluster with other draws. */
    public ClusterPlan with(long otherSeed) {
        return new ClusterPlan(jobs, hosts, start, length, otherSeed, faults, jobFaults);
    }

    /** Event time at which the simulation ends. */
    public Instant end() {
        return start.plus(length);
    }

    long startMillis() {
        return start.toEpochMilli();
    }

    long endMillis() {
        return end().toEpochMilli();
    }

    /** The moment at a share of the length. */
    long at(double share) {
        return startMillis() + (long) (share * length.toMillis());
    }
}
