package io.descentry.corpus.cluster;

import io.descentry.avro.JobDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Puts faults that strike several jobs into a cluster and keeps the truth about them. */
final class Sabotage {
    private static final double HOST_AT = 0.45;
    private static final double DATASET_AT = 0.6;
    private static final double RACK_AT = 0.7;
    private static final int HOST_JOBS = 3;
    private static final int DATASET_JOBS = 12;
    private static final long HOST_SPAN = 40_000;
    private static final long DATASET_SPAN = 45_000;
    /** So many steps must have passed, so that a job knows what is usual, and must be left, so that it can be told. */
    private static final int STEPS_BEFORE = 100;

    private static final int STEPS_AFTER = 40;
    /** After so many steps a job has a pace that can be missed. */
    private static final int LEARNT = 2;

    private static final double TIMES = 64;
    private static final String DATASET = "clicks@v9-nightly";

    private final ClusterPlan plan;
    private final List<SimulatedJob> jobs;
    private final List<ExpectedIncident> incidents = new ArrayList<>();
    private final List<ExpectedAlert> alerts = new ArrayList<>();
    private final Set<Integer> struck = new HashSet<>();

    /** @param jobs are changed in place */
    Sabotage(ClusterPlan plan, List<SimulatedJob> jobs) {
        this.plan = plan;
        this.jobs = jobs;
    }

    List<ExpectedIncident> incidents() {
        return incidents;
    }

    List<ExpectedAlert> alerts() {
        return alerts;
    }

    /** Whether a fault of several jobs strikes this one. */
    boolean struck(int job) {
        return struck.contains(job);
    }

    void strike() {
        if (plan.faults().contains(FleetFault.RACK_OUTAGE)) {
            loseRack(plan.at(RACK_AT));
        }
        if (plan.faults().contains(FleetFault.BAD_HOST)) {
            flipBits(plan.at(HOST_AT));
        }
        if (plan.faults().contains(FleetFault.BAD_DATASET)) {
            spoilDataset(plan.at(DATASET_AT));
        }
    }

    /** The jobs that train well before and after a moment and were not struck yet. */
    private List<Integer> training(long at, int before) {
        var training = new ArrayList<Integer>();
        for (int job = 0; job < jobs.size(); job++) {
            SimulatedJob candidate = jobs.get(job);
            long step = struck.contains(job) ? -1 : candidate.stepAt(at);
            if (step >= before && step + STEPS_AFTER < candidate.base().beats().size()) {
                training.add(job);
            }
        }
        return training;
    }

    /** Layers must be seen where the flip is, or the summaries could not tell the place. */
    private void flipBits(long at) {
        SplittableRandom random = Draws.of(plan.seed(), "bad host", 0);
        Map<String, List<Integer>> onHost = new TreeMap<>();
        for (int job : training(at, STEPS_AFTER)) {
            SimulatedJob candidate = jobs.get(job);
            if (candidate.base().firstLayer() >= 0 && (candidate.ranks() == 1 || candidate.layered())) {
                candidate
                        .hosts()
                        .forEach(host -> onHost.computeIfAbsent(host, name -> new ArrayList<>())
                                .add(job));
            }
        }
        onHost.values().removeIf(there -> there.size() < HOST_JOBS);
        if (onHost.isEmpty()) {
            throw new IllegalArgumentException("no host with " + HOST_JOBS + " jobs: too few jobs or too many hosts");
        }
        var hosts = List.copyOf(onHost.keySet());
        String host = hosts.get(random.nextInt(hosts.size()));
        List<Integer> there = onHost.getOrDefault(host, List.of());
        var members = new HashSet<String>();
        for (int i = 0; i < HOST_JOBS; i++) {
            int index = there.get(i);
            SimulatedJob job = jobs.get(index);
            long time = at + i * HOST_SPAN / HOST_JOBS + random.nextLong(HOST_SPAN / HOST_JOBS);
            long step = job.stepAt(time);
            int rank = rankOn(job, host);
            int layer = job.base().firstLayer();
            jobs.set(
                    index,
                    job.with(new Injection.WeightFlip(rank, layer, job.base().stepOf(step))));
            struck.add(index);
            members.add(job.id());
            alerts.add(new ExpectedAlert(
                    job.id(),
                    Set.of("non_finite"),
                    Set.of("sdc_suspected", "gradient_explosion", "rank_desync"),
                    rank,
                    job.base().layerName(layer),
                    "forward",
                    host,
                    time,
                    true,
                    "bit flip in a weight"));
        }
        incidents.add(new ExpectedIncident(FleetFault.BAD_HOST, host, members, at));
    }

    private static int rankOn(SimulatedJob job, String host) {
        for (int rank = 0; rank < job.ranks(); rank++) {
            if (job.places().get(rank).host().equals(host)) {
                return rank;
            }
        }
        throw new IllegalArgumentException(job.id() + " does not run on " + host);
    }

    private void spoilDataset(long at) {
        SplittableRandom random = Draws.of(plan.seed(), "bad data set", 0);
        List<Integer> candidates = training(at, STEPS_BEFORE);
        candidates.removeIf(job -> {
            var first = jobs.get(job).base().beats().get(0).step();
            return first.getInputStd() == null || jobs.get(job).base().firstLayer() < 0;
        });
        if (candidates.size() < DATASET_JOBS) {
            throw new IllegalArgumentException(
                    "only " + candidates.size() + " jobs could read a bad data set, not " + DATASET_JOBS);
        }
        var members = new HashSet<String>();
        for (int i = 0; i < DATASET_JOBS; i++) {
            int index = candidates.get(random.nextInt(candidates.size()));
            candidates.removeIf(candidate -> candidate == index);
            SimulatedJob job = jobs.get(index);
            long time = at + random.nextLong(DATASET_SPAN);
            long step = job.stepAt(time);
            JobDescription reading = JobDescription.newBuilder(job.description())
                    .setDataset(DATASET)
                    .build();
            jobs.set(
                    index,
                    job.on(job.base(), reading)
                            .with(new Injection.UnscaledData(job.base().stepOf(step), TIMES)));
            struck.add(index);
            members.add(job.id());
            alerts.add(new ExpectedAlert(
                    job.id(),
                    Set.of("loss_spike", "gradient_explosion", "loss_divergence", "input_scale"),
                    Set.of("update_ratio_high", "oscillation", "plateau_mid", "underfitting"),
                    -1,
                    null,
                    null,
                    null,
                    time,
                    true,
                    "data that was never scaled"));
        }
        incidents.add(new ExpectedIncident(FleetFault.BAD_DATASET, DATASET, members, at));
    }

    private void loseRack(long at) {
        Map<String, Integer> jobsIn = new HashMap<>();
        for (int job : training(at, 1)) {
            racks(jobs.get(job)).keySet().forEach(rack -> jobsIn.merge(rack, 1, Integer::sum));
        }
        List<String> racks = jobsIn.keySet().stream().sorted().toList();
        if (racks.isEmpty()) {
            throw new IllegalArgumentException("no job trains in any rack");
        }
        String rack = racks.get(Draws.of(plan.seed(), "rack outage", 0).nextInt(racks.size()));
        var members = new HashSet<String>();
        for (int index = 0; index < jobs.size(); index++) {
            SimulatedJob job = jobs.get(index);
            Set<Integer> ranks = racks(job).get(rack);
            if (ranks == null || job.startMillis() > at) {
                continue;
            }
            long step = job.stepAt(at);
            jobs.set(index, job.with(new Injection.Outage(at, ranks)));
            struck.add(index);
            if (step >= LEARNT) {
                members.add(job.id());
                alerts.add(new ExpectedAlert(
                        job.id(),
                        Set.of("stalled_job", "silent_rank"),
                        Set.of(),
                        -1,
                        null,
                        null,
                        null,
                        at,
                        true,
                        "rack outage"));
            }
        }
        incidents.add(new ExpectedIncident(FleetFault.RACK_OUTAGE, rack, members, at));
    }

    private static Map<String, Set<Integer>> racks(SimulatedJob job) {
        var racks = new HashMap<String, Set<Integer>>();
        for (int rank = 0; rank < job.ranks(); rank++) {
            racks.computeIfAbsent(job.places().get(rank).rack(), name -> new HashSet<>())
                    .add(rank);
        }
        return racks;
    }
}
