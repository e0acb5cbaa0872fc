package io.descentry.corpus.cluster;

import io.descentry.avro.JobDescription;
import io.descentry.avro.RankPlacement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Draws the jobs of a cluster: most of one rank, a few of many; projects, images and data sets from a few that everybody uses to
 * many that hardly anybody does.
 */
final class Workload {
    private static final String[] TEAMS = {
        "search-ranking", "speech", "vision", "ads", "recommender", "translation", "forecasting", "fraud", "maps",
        "robotics", "genomics", "code-assistant", "safety", "support-bot", "pricing", "video", "audio-tags", "ocr",
        "retrieval", "research"
    };
    private static final int[] WORLDS = {1, 2, 4, 8, 16, 32, 64};
    private static final double[] WORLD_SHARES = {0.82, 0.06, 0.05, 0.04, 0.015, 0.008, 0.007};
    private static final int IMAGES = 12;
    private static final int DATASETS = 40;
    private static final int LEAST_INTERVAL = 2_000;
    private static final int MOST_INTERVAL = 4_500;
    /** So much of the jobs starts within the first tenth of the time, the others until three quarters of it. */
    private static final double EARLY = 0.4;

    private final ClusterPlan plan;
    private final Bases bases;

    Workload(ClusterPlan plan, Bases bases) {
        this.plan = plan;
        this.bases = bases;
    }

    /** A job before it has a place. */
    private record Draft(int index, long seed, Base base, long startMillis, long interval, int ranks, boolean layered) {
        long endMillis() {
            return startMillis + JobClock.START_UP + interval * base.beats().size();
        }
    }

    List<SimulatedJob> jobs() {
        var drafts = new ArrayList<Draft>(plan.jobs());
        for (int index = 0; index < plan.jobs(); index++) {
            drafts.add(draft(index));
        }
        drafts.sort(Comparator.comparingLong(Draft::startMillis).thenComparingInt(Draft::index));
        var floor = new Floor(plan.hosts(), Draws.of(plan.seed(), "floor", 0));
        var jobs = new ArrayList<SimulatedJob>(plan.jobs());
        for (Draft draft : drafts) {
            jobs.add(job(draft, floor.take(draft.ranks, draft.startMillis, draft.endMillis())));
        }
        return jobs;
    }

    private Draft draft(int index) {
        SplittableRandom random = Draws.of(plan.seed(), "job", index);
        double early = random.nextDouble();
        double start = random.nextDouble();
        return new Draft(
                index,
                random.nextLong(),
                bases.healthy(random.nextInt(bases.healthyCount())),
                plan.at(early < EARLY ? 0.1 * start : 0.1 + 0.65 * start),
                LEAST_INTERVAL + random.nextInt(MOST_INTERVAL - LEAST_INTERVAL),
                world(random.nextDouble()),
                random.nextBoolean());
    }

    private static int world(double share) {
        double below = 0;
        for (int i = 0; i < WORLDS.length; i++) {
            below += WORLD_SHARES[i];
            if (share < below) {
                return WORLDS[i];
            }
        }
        return 1;
    }

    private SimulatedJob job(Draft draft, List<Place> places) {
        SplittableRandom random = Draws.of(draft.seed, "names", 0);
        String team = TEAMS[popular(random, TEAMS.length)];
        String id = String.format(Locale.ROOT, "%s-%05d-%04x", team, draft.index, random.nextInt(0x10000));
        int set = popular(random, DATASETS);
        JobDescription description = JobDescription.newBuilder(draft.base.job())
                .setJobId(id)
                .setName(team + ' ' + draft.base.model())
                .setTime(Instant.ofEpochMilli(draft.startMillis))
                .setProject(team)
                .setOwner(team + "-oncall")
                .setCluster("simulated")
                .setModel(draft.base.model())
                .setImage("trainer:" + (4 + popular(random, IMAGES)) + ".2")
                .setDataset(String.format(Locale.ROOT, "set-%02d@v%d", set, 1 + set % 7))
                .setWorldSize(draft.ranks)
                .setRanks(placements(places))
                .build();
        return new SimulatedJob(
                draft.seed,
                description,
                draft.base,
                draft.startMillis,
                draft.interval,
                draft.ranks > 1 && draft.ranks <= 8 && draft.layered,
                places,
                List.of());
    }

    /** The first of some things is chosen most often: the n-th about 1/n as often as the first. */
    private static int popular(SplittableRandom random, int things) {
        return (int) Math.min(things - 1, Math.pow(things + 1, random.nextDouble()) - 1);
    }

    private static List<RankPlacement> placements(List<Place> places) {
        var placements = new ArrayList<RankPlacement>(places.size());
        for (int rank = 0; rank < places.size(); rank++) {
            Place place = places.get(rank);
            placements.add(RankPlacement.newBuilder()
                    .setRank(rank)
                    .setHost(place.host())
                    .setDevice(place.device())
                    .setRack(place.rack())
                    .build());
        }
        return placements;
    }
}
