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
    private static final int LEAST_STEP = 70;
    private static final int TRIES = 20;
    private static final long TIME_TO_TELL = 120_000;
    private static final Set<String> AFTER_FLIP =
            Set.of("gradient_explosion", "loss_spike", "loss_divergence", "rank_desync");
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

    /** Jobs of several ranks mostly fail by one of them, jobs of one rank mostly by themselves. */
    private SimulatedJob struck(SimulatedJob job, SplittableRandom random) {
        boolean byRecord = job.ranks() > 1 ? random.nextInt(5) == 0 : random.nextInt(8) > 0;
        Injection injection = null;
        for (int tries = 0; !byRecord && injection == null && tries < TRIES; tries++) {
            injection = injection(job, random);
        }
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
        long from = job.startMillis() + JobClock.START_UP + label.onsetStep() * job.intervalMillis();
        boolean whole = other.endMillis() <= plan.endMillis();
        alerts.add(new ExpectedAlert(
                job.id(),
                label.kinds(),
                label.also(),
                -1,
                label.layer(),
                null,
                null,
                from,
                whole,
                "recorded run " + label.run()));
        return other;
    }

    /** A fault at a moment at which the job trains, and early enough to be told before the simulation ends. */
    private @Nullable Injection injection(SimulatedJob job, SplittableRandom random) {
        long last = Math.min(job.endMillis(), plan.endMillis() - TIME_TO_TELL);
        if (last <= job.startMillis()) {
            return null;
        }
        long at = job.startMillis() + random.nextLong(last - job.startMillis());
        long beat = job.stepAt(at);
        if (beat < LEAST_STEP || beat + LEAST_STEP > job.base().beats().size()) {
            return null;
        }
        var origin = new Origin(job, job.base().stepOf(beat), at, random.nextInt(job.ranks()));
        int layer = job.base().firstLayer();
        switch (job.ranks() == 1 ? 0 : random.nextInt(5)) {
            case 0 -> {
                expect(origin, false, "stalled_job", Set.of("silent_rank"), null, null, "hung job");
                return new Injection.Hang(origin.step);
            }
            case 1 -> {
                expect(origin, true, "non_finite", Set.of("gradient_explosion"), null, "input", "bad shard");
                return new Injection.BadShard(origin.rank, origin.step);
            }
            case 2 -> {
                expect(origin, true, "rank_desync", Set.of(), null, null, "replica that differs");
                return new Injection.Desync(origin.rank, origin.step);
            }
            case 3 -> {
                if (job.ranks() < 4) {
                    return null;
                }
                expect(origin, true, "straggler", Set.of(), null, null, "slow device");
                return new Injection.SlowRank(origin.rank, origin.step, SLOW);
            }
            default -> {
                if (!job.layered() || layer < 0) {
                    return null;
                }
                String name = job.base().layerName(layer);
                expect(origin, true, "sdc_suspected", AFTER_FLIP, name, null, "bit flip in a gradient");
                return new Injection.GradientFlip(origin.rank, layer, origin.step);
            }
        }
    }

    private record Origin(SimulatedJob job, long step, long atMillis, int rank) {}

    private void expect(
            Origin origin,
            boolean placed,
            String kind,
            Set<String> also,
            @Nullable String layer,
            @Nullable String phase,
            String cause) {
        alerts.add(new ExpectedAlert(
                origin.job.id(),
                Set.of(kind),
                also,
                placed ? origin.rank : -1,
                layer,
                phase,
                placed ? origin.job.places().get(origin.rank).host() : null,
                origin.atMillis,
                true,
                cause));
    }
}
