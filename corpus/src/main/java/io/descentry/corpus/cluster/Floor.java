package io.descentry.corpus.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The hosts of the cluster with their devices, and until when each device is taken. */
final class Floor {
    private static final int TRIES = 24;

    private final long[][] freeAt;
    private final SplittableRandom random;

    Floor(int hosts, SplittableRandom random) {
        this.freeAt = new long[hosts][ClusterPlan.DEVICES];
        this.random = random;
    }

    /** Name of the rack of a host. */
    static String rack(int host) {
        return String.format(Locale.ROOT, "rack-%02d", host / ClusterPlan.HOSTS_PER_RACK);
    }

    /** Name of a host. */
    static String name(int host) {
        return String.format(
                Locale.ROOT, "gpu-%02d-%02d", host / ClusterPlan.HOSTS_PER_RACK, host % ClusterPlan.HOSTS_PER_RACK);
    }

    /**
     * Places for the ranks of a job: on one host if one has room, else on neighbours. Where the cluster is full, devices are
     * shared.
     */
    List<Place> take(int ranks, long from, long until) {
        int host = random.nextInt(freeAt.length);
        for (int tries = 0; tries < TRIES && free(host, from) < Math.min(ranks, ClusterPlan.DEVICES); tries++) {
            host = random.nextInt(freeAt.length);
        }
        List<Place> places = new ArrayList<>(ranks);
        for (int walked = 0; places.size() < ranks; walked++) {
            boolean full = walked >= freeAt.length;
            takeOn(host, ranks - places.size(), from, until, full, places);
            host = (host + 1) % freeAt.length;
        }
        return List.copyOf(places);
    }

    private int free(int host, long from) {
        int free = 0;
        for (long taken : freeAt[host]) {
            free += taken <= from ? 1 : 0;
        }
        return free;
    }

    private void takeOn(int host, int wanted, long from, long until, boolean share, List<Place> places) {
        int left = wanted;
        for (int device = 0; device < ClusterPlan.DEVICES && left > 0; device++) {
            if (share || freeAt[host][device] <= from) {
                freeAt[host][device] = Math.max(freeAt[host][device], until);
                places.add(new Place(name(host), "cuda:" + device, rack(host)));
                left--;
            }
        }
    }
}
