package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.Evidence;
import io.descentry.detect.Pulse;
import io.descentry.detect.RankPulses;
import io.descentry.detect.StalledJob;
import java.util.Optional;

/** Clues in what is still heard of a job that is silent, and of whom. */
final class SilenceClues {
    private static final double NEARLY_DONE = 0.9;

    private SilenceClues() {}

    /** Heartbeats go on: the process is alive and does not get on. */
    static Optional<Sign> heartbeatsGoOn(Scene scene) {
        return heartbeat(scene)
                .map(beat -> new Sign(
                        beat.observed() <= beat.bar(),
                        beat.observed() <= beat.bar()
                                ? "heartbeats go on, the last " + number(beat.observed())
                                        + " s before: the process is alive"
                                : "heartbeats stopped as well"));
    }

    /** Heartbeats stopped: the process is gone, or its network is. */
    static Optional<Sign> heartbeatsStopped(Scene scene) {
        return heartbeat(scene)
                .map(beat -> new Sign(
                        beat.observed() > beat.bar(),
                        beat.observed() > beat.bar()
                                ? "heartbeats stopped " + number(beat.observed()) + " s before: the process is gone"
                                : "heartbeats go on"));
    }

    private static Optional<Evidence> heartbeat(Scene scene) {
        return scene.firing().evidence().stream()
                .filter(evidence -> evidence.series().equals(StalledJob.HEARTBEAT))
                .findFirst();
    }

    /** Some ranks did not come to the step that others were at. */
    static Optional<Sign> someRanksBehind(Scene scene) {
        int ranks = scene.run().pulse().ranks().size();
        return ranks < 2
                ? Optional.empty()
                : Sign.of(
                        scene.firing().rank() >= 0,
                        "rank " + scene.firing().rank() + " is behind the others",
                        "all " + ranks + " ranks stopped at the same step");
    }

    /** The job has ranks that could wait for each other. */
    static Optional<Sign> severalRanks(Scene scene) {
        int ranks =
                Math.max(scene.run().pulse().ranks().size(), scene.run().facts().worldSize());
        return Sign.of(ranks > 1, "it has " + ranks + " ranks", "it has one rank, which waits for no other");
    }

    /** No step was ever made. */
    static Optional<Sign> neverBegan(Scene scene) {
        boolean never = scene.run().pulse().step() < 0;
        return Sign.of(never, "no step was ever made", "steps were made before");
    }

    /** Another rank of the same host is silent too. */
    static Optional<Sign> hostMates(Scene scene) {
        int rank = scene.firing().rank();
        String place = StalledJob.place(scene.run().facts(), rank);
        int on = place.indexOf(" on ");
        if (on < 0) {
            return Optional.empty();
        }
        long silent = scene.firing().evidence().stream()
                .filter(evidence -> evidence.series().endsWith(place.substring(on)))
                .count();
        return Sign.of(
                silent > 1,
                silent + " ranks" + place.substring(on) + " are silent",
                "other ranks" + place.substring(on) + " are heard of, or there are none");
    }

    /** A rank was heard of a few times only. */
    static Optional<Sign> rankHardlyHeard(Scene scene) {
        Pulse pulse = scene.run().pulse();
        RankPulses ranks = pulse.ranks();
        for (int i = 0; i < ranks.size(); i++) {
            if (ranks.rank(i) == scene.firing().rank()) {
                return Sign.of(
                        !ranks.isKnown(i),
                        "rank " + ranks.rank(i) + " was heard of at its first steps only",
                        "rank " + ranks.rank(i) + " had reported for long");
            }
        }
        return Optional.empty();
    }

    /** The pause is at the end of an epoch or of the run, where one saves and evaluates. */
    static Optional<Sign> nearTheEnd(Scene scene) {
        long planned = scene.run().facts().expectedSteps();
        long step = scene.run().pulse().step();
        return planned <= 0
                ? Optional.empty()
                : Sign.when(step >= NEARLY_DONE * planned, "step " + step + " of " + planned + " was done");
    }
}
