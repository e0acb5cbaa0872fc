package io.descentry.corpus.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of jobs made of recorded runs, and the truth about it. Deterministic: the same plan and runs give the same records.
 *
 * <p>Each job is a recorded run under a name of its own, stretched in time and spread over ranks. Faults are put in where they
 * arise, and what follows from them in synchronous data-parallel training is worked out: NaN in one rank's input makes its
 * loss NaN, the exchange makes all gradients NaN, the update all weights. Nothing but the jobs' plans is held in memory;
 * records are made while they are read.
 */
public final class SimulatedCluster {
    private final ClusterPlan plan;
    private final List<SimulatedJob> jobs;
    private final List<ExpectedIncident> incidents;
    private final Map<String, ExpectedAlert> alerts;

    private SimulatedCluster(
            ClusterPlan plan, List<SimulatedJob> jobs, List<ExpectedIncident> incidents, List<ExpectedAlert> alerts) {
        this.plan = plan;
        this.jobs = List.copyOf(jobs);
        this.incidents = List.copyOf(incidents);
        this.alerts = alerts.stream().collect(Collectors.toUnmodifiableMap(ExpectedAlert::jobId, Function.identity()));
    }

    /**
     * Draws a cluster.
     *
     * @throws IllegalArgumentException if the cluster is too small for a fault of the plan
     */
    public static SimulatedCluster of(ClusterPlan plan, Bases bases) {
        List<SimulatedJob> jobs = new ArrayList<>(new Workload(plan, bases).jobs());
        var sabotage = new Sabotage(plan, jobs);
        sabotage.strike();
        var misfortune = new Misfortune(plan, bases);
        misfortune.strike(jobs, sabotage);
        List<ExpectedAlert> alerts = new ArrayList<>(sabotage.alerts());
        alerts.addAll(misfortune.alerts());
        return new SimulatedCluster(plan, jobs, sabotage.incidents(), alerts);
    }

    public ClusterPlan plan() {
        return plan;
    }

    /** Ids of all jobs. */
    public List<String> jobIds() {
        return jobs.stream().map(SimulatedJob::id).toList();
    }

    /** The incidents that it deserves. */
    public List<ExpectedIncident> incidents() {
        return incidents;
    }

    /** The alert that each faulty job deserves, by job id; a job that is not in it is healthy. */
    public Map<String, ExpectedAlert> alerts() {
        return alerts;
    }

    /** All records in the order of event time. */
    public ClusterStream open() {
        return open(0, 1);
    }

    /**
     * The records of every so many-th job, so that several threads can work side by side.
     *
     * @param part 0 to {@code parts} - 1
     */
    public ClusterStream open(int part, int parts) {
        return new ClusterStream(
                IntStream.range(0, jobs.size())
                        .filter(job -> job % parts == part)
                        .mapToObj(jobs::get)
                        .toList(),
                plan.endMillis());
    }
}
