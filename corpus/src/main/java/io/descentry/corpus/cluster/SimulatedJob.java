package io.descentry.corpus.cluster;

import io.descentry.avro.JobDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One job of the cluster: a recorded run under a name of its own, at its own times and places.
 *
 * @param seed of all that is drawn for it
 * @param description as its trainer publishes it first
 * @param base the run that it is made of
 * @param startMillis when it is described, milliseconds since the epoch
 * @param intervalMillis usual time from step to step
 * @param layered whether ranks other than the first report layers too
 * @param places of its ranks in their order
 * @param injections what was done to it
 */
record SimulatedJob(
        long seed,
        JobDescription description,
        Base base,
        long startMillis,
        long intervalMillis,
        boolean layered,
        List<Place> places,
        List<Injection> injections) {

    String id() {
        return description.getJobId();
    }

    int ranks() {
        return places.size();
    }

    /** Whether something is or will be wrong with it. */
    boolean faulty() {
        return !injections.isEmpty() || !base.label().healthy();
    }

    SimulatedJob with(Injection injection) {
        var more = new ArrayList<>(injections);
        more.add(injection);
        return new SimulatedJob(
                seed, description, base, startMillis, intervalMillis, layered, places, List.copyOf(more));
    }

    /** The same job on another recorded run. */
    SimulatedJob on(Base other, JobDescription described) {
        return new SimulatedJob(seed, described, other, startMillis, intervalMillis, layered, places, injections);
    }

    /** Number of the step that is under way at a moment, if nothing disturbs the job; -1 if it is not training then. */
    long stepAt(long timeMillis) {
        var clock = new JobClock(this);
        if (timeMillis < startMillis) {
            return -1;
        }
        for (int done = 0; done < base.beats().size(); done++) {
            if (clock.next() > timeMillis) {
                return done;
            }
        }
        return -1;
    }

    /** When it will be over, about. */
    long endMillis() {
        return startMillis + JobClock.START_UP + intervalMillis * base.beats().size();
    }

    Set<String> hosts() {
        var hosts = new TreeSet<String>();
        places.forEach(place -> hosts.add(place.host()));
        return hosts;
    }
}
