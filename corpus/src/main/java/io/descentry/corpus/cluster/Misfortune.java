package io.descentry.corpus.cluster;

import io.descentry.avro.JobDescription;
import io.descentry.corpus.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Faults of single jobs that have nothing to do with each other: recorded ones, and faults of a rank or of a whole job. */
final class Misfortune {
    private static final int LEAST_STEP = 80;
    private static final double SLOW = 2;

    private final ClusterPlan plan;
    private final Bases bases;
    private final List<ExpectedAlert> alerts = new ArrayList<>();

    Misfortune(ClusterPlan plan, Bases bases) {
        this.plan = plan;
        this.bases = bases;
    }

    List<ExpectedAlert> alerts() {
        return alerts;
    }

    /** Strikes a share of the jobs. */
    void strike(List<SimulatedJob> jobs, Sabotage fleet) {
        SplittableRandom random = Draws.of(plan.seed(), "misfortune", 0);
        int left = (int) Math.round(plan.jobFaults() * jobs.size());
        for (int tries = 0; left > 0 && tries < 100 * jobs.size(); tries++) {
            int index = random.nextInt(jobs.size());
            SimulatedJob job = jobs.get(index);
            if (!fleet.struck(index) && !job.faulty()) {
                jobs.set(index, struck(job, random));
                left--;
            }
        }
    }

    private SimulatedJob struck(SimulatedJob job, SplittableRandom random) {
        Injection injection = random.nextInt(3) == 0 ? injection(job, random) : null;
        return injection == null ? recorded(job, random) : job.with(injection);
    }

    private SimulatedJob recorded(SimulatedJob job, SplittableRandom random) {
        Base base = bases.faulty(random.nextInt(bases.faultyCount()));
        JobDescription old = job.description();
        SimulatedJob other = job.on(
                base,
                JobDescription.newBuilder(base.job())
                        .setJobId(old.getJobId())
                        .setName(old.getName())
                        .setTime(old.getTime())
                        .setProject(old.getProject())
                        .setOwner(old.getOwner())
                        .setCluster(old.getCluster())
                        .setModel(base.model())
                        .setImage(old.getImage())
                        .setDataset(old.getDataset())
                        .setWorldSize(old.getWorldSize())
                        .setRanks(old.getRanks())
                        .build());
        Label label = base.label();
        alerts.add(new ExpectedAlert(
                job.id(),
                label.kinds(),
                label.also(),
                -1,
                label.layer(),
                null,
                null,
                job.startMillis() + label.onsetStep() * job.intervalMillis(),
                "recorded run " + label.run()));
        return other;
    }

    private @Nullable Injection injection(SimulatedJob job, SplittableRandom random) {
        int steps = job.base().beats().size();
        if (steps < 2 * LEAST_STEP) {
            return null;
        }
        long step = job.base().stepOf(LEAST_STEP + random.nextInt(steps - 2 * LEAST_STEP + 1));
        if (job.ranks() == 1) {
            expect(job, step, -1, null, null, "stalled_job", Set.of("silent_rank"), "hung job");
            return new Injection.Hang(step);
        }
        int rank = random.nextInt(job.ranks());
        int layer = job.base().firstLayer();
        switch (random.nextInt(5)) {
            case 0 -> {
                expect(job, step, -1, null, null, "stalled_job", Set.of("silent_rank"), "hung job");
                return new Injection.Hang(step);
            }
            case 1 -> {
                expect(job, step, rank, null, "input", "non_finite", Set.of("gradient_explosion"), "bad shard");
                return new Injection.BadShard(rank, step);
            }
            case 2 -> {
                expect(job, step, rank, null, null, "rank_desync", Set.of(), "replica that differs");
                return new Injection.Desync(rank, step);
            }
            case 3 -> {
                if (job.ranks() < 4) {
                    return null;
                }
                expect(job, step, rank, null, null, "straggler", Set.of(), "slow device");
                return new Injection.SlowRank(rank, step, SLOW);
            }
            default -> {
                if (!job.layered() || layer < 0) {
                    return null;
                }
                expect(
                        job,
                        step,
                        rank,
                        job.base().layerName(layer),
                        null,
                        "sdc_suspected",
                        Set.of("gradient_explosion", "loss_spike", "loss_divergence", "rank_desync"),
                        "bit flip in a gradient");
                return new Injection.GradientFlip(rank, layer, step);
            }
        }
    }

    private void expect(
            SimulatedJob job,
            long step,
            int rank,
            @Nullable String layer,
            @Nullable String phase,
            String kind,
            Set<String> also,
            String cause) {
        String host = rank < 0 ? null : job.places().get(rank).host();
        long from = job.startMillis() + JobClock.START_UP + step * job.intervalMillis();
        alerts.add(new ExpectedAlert(job.id(), Set.of(kind), also, rank, layer, phase, host, from, cause));
    }
}
