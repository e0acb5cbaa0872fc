package io.descentry.peer;

import io.descentry.detect.Kind;
import io.descentry.peer.PeerReport.Alarm;
import io.descentry.peer.PeerReport.Presence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reports of a made-up cluster: 2,000 jobs on 250 hosts in 25 racks, of which some fall ill each for itself. */
final class FleetSimulation {
    static final int JOBS = 2000;
    static final int HOSTS = 250;
    static final int HOSTS_OF_A_RACK = 10;
    static final double SECONDS = 1800;
    private static final int PARTITIONS = 12;

    private static final Kind[] NUMERICS = {
        Kind.NON_FINITE, Kind.LOSS_SPIKE, Kind.LOSS_DIVERGENCE, Kind.GRADIENT_EXPLOSION
    };
    private static final Kind[] OTHERS = {
        Kind.PLATEAU_MID, Kind.INPUT_SCALE, Kind.OSCILLATION, Kind.SINGLE_CLASS_BATCHES, Kind.DEAD_RELU
    };

    /** Of jobs whose alerts name no host. */
    static final String NOWHERE = "";

    private final Random random;
    private final List<Job> jobs = new ArrayList<>();
    private final List<PeerReport> reports = new ArrayList<>();

    /** A job of the cluster. */
    record Job(String id, List<Integer> hosts, String dataset, String image, String project) {
        boolean isOn(int host) {
            return hosts.contains(host);
        }

        boolean isIn(int rack) {
            return hosts.stream().anyMatch(host -> host / HOSTS_OF_A_RACK == rack);
        }
    }

    /** Jobs of projects and data sets of all sizes, one in ten over several hosts; few owners share a host by design. */
    FleetSimulation(long seed) {
        random = new Random(seed);
        for (int i = 0; i < JOBS; i++) {
            int first = i / (JOBS / HOSTS);
            List<Integer> hosts = new ArrayList<>(List.of(first));
            if (random.nextInt(10) == 0) {
                int more = 1 + random.nextInt(3);
                for (int j = 1; j <= more; j++) {
                    hosts.add((first + j) % HOSTS);
                }
            }
            jobs.add(new Job("j" + i, hosts, "d" + skewed(80), "i" + skewed(8), "p" + skewed(60)));
        }
        jobs.forEach(job -> reports.add(presence(0, job, true)));
    }

    /** A number below n; small ones are much likelier. */
    private int skewed(int n) {
        double u = random.nextDouble();
        return (int) (n * u * u);
    }

    /** In an order of its own. */
    List<Job> jobs(Predicate<Job> which) {
        List<Job> found = new ArrayList<>(jobs.stream().filter(which).toList());
        Collections.shuffle(found, random);
        return found;
    }

    Job change(Job job, @Nullable String dataset, @Nullable String project) {
        Job changed = new Job(
                job.id(),
                job.hosts(),
                dataset == null ? job.dataset() : dataset,
                job.image(),
                project == null ? job.project() : project);
        jobs.set(jobs.indexOf(job), changed);
        reports.set(jobs.indexOf(changed), presence(0, changed, true));
        return changed;
    }

    private static Presence presence(double second, Job job, boolean running) {
        StringBuilder hosts = new StringBuilder();
        for (int host : job.hosts()) {
            hosts.append(hosts.isEmpty() ? "" : " ")
                    .append(host(host))
                    .append("@r")
                    .append(host / HOSTS_OF_A_RACK);
        }
        return FleetPlay.presence(
                second, job.id(), 0, running, hosts.toString(), job.dataset(), job.image(), job.project());
    }

    static String host(int host) {
        return String.format(Locale.ROOT, "h%03d", host);
    }

    /** A share of all jobs falls ill in the time, each for itself, in all sorts of ways. */
    FleetSimulation withFaults(double share) {
        for (Job job : jobs) {
            if (random.nextDouble() < share) {
                boolean numerics = random.nextInt(10) < 6;
                ill(job, SECONDS * random.nextDouble(), numerics ? NUMERICS : OTHERS, null);
            }
        }
        return this;
    }

    /** Jobs that were well fall ill from a time on, each with its own delay: seconds at most. Where it began is told of some. */
    FleetSimulation struck(List<Job> which, double second, double delay, Kind[] kinds, @Nullable String host) {
        which.forEach(job -> {
            reports.removeIf(report -> report instanceof Alarm && report.jobId().equals(job.id()));
            ill(job, second + delay * random.nextDouble(), kinds, host);
        });
        return this;
    }

    static Kind[] numerics() {
        return NUMERICS.clone();
    }

    /** One to three alerts within half a minute, the first of which makes the time; some name the host where it began. */
    private void ill(Job job, double second, Kind[] kinds, @Nullable String host) {
        int n = 1 + random.nextInt(3);
        int first = random.nextInt(kinds.length);
        for (int i = 0; i < n; i++) {
            Kind kind = kinds[(first + i) % kinds.length];
            int any = job.hosts().get(random.nextInt(job.hosts().size()));
            boolean located = random.nextInt(3) == 0 && !NOWHERE.equals(host);
            String at = located ? (host == null ? host(any) : host) : null;
            double when = second + (i == 0 ? 0 : 30 * random.nextDouble());
            String device = at == null ? null : "cuda:" + random.nextInt(8);
            reports.add(FleetPlay.alarm(when, job.id(), kind, true, at, device));
            if (random.nextInt(3) == 0) {
                reports.add(FleetPlay.alarm(when + 60 + 120 * random.nextDouble(), job.id(), kind, false, null, null));
            }
        }
    }

    /** All reports, by time. */
    List<PeerReport> reports() {
        return reports.stream()
                .sorted(Comparator.comparingLong(PeerReport::timeMillis))
                .toList();
    }

    /** When each of some jobs had its first alert, in order. */
    List<Double> firstAlarms(List<Job> which) {
        return which.stream()
                .map(job -> reports.stream()
                        .filter(report ->
                                report instanceof Alarm && report.jobId().equals(job.id()))
                        .mapToDouble(report -> FleetPlay.second(report.timeMillis()))
                        .min()
                        .orElseThrow())
                .sorted()
                .toList();
    }

    /** A fleet that took all of it. */
    FleetPlay play() {
        FleetPlay play = new FleetPlay();
        reports().forEach(play::take);
        return play.pass(SECONDS + 60);
    }

    /** A fleet that took all of it while partitions drifted apart: each is late by its own time, at most so many seconds. */
    FleetPlay playAdrift(double most) {
        double[] late = new double[PARTITIONS];
        for (int i = 0; i < PARTITIONS; i++) {
            late[i] = random.nextInt(3) == 0 ? 0 : most * random.nextDouble();
        }
        FleetPlay play = new FleetPlay();
        reports().stream()
                .sorted(Comparator.comparingDouble(report -> FleetPlay.second(report.timeMillis())
                        + late[Math.floorMod(report.jobId().hashCode(), PARTITIONS)]))
                .forEach(play::take);
        return play.pass(SECONDS + most + 60);
    }

    Random random() {
        return random;
    }
}
