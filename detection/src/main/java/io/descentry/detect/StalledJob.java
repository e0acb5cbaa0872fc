package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Fires when a job that has not said that it ended tells of no further step for far longer than it ever paused. */
public record StalledJob(Params params) implements ClockDetector<StalledJob.State> {
    /*
     * A pause is judged by the longest one that this attempt made, evaluations and checkpoints included, so that only the first
     * long pause of its kind is told. Until some steps came, compiling and loading take their time. A job that has done all its
     * planned steps is waited for without end: what it saves and tidies up is its own affair.
     *
     * A job that fell silent beside an open NaN, divergence or explosion was most likely stopped because of it: that is told
     * beside the alert, and nobody is paged for it again.
     */
    /** Series of the evidence that tells how long heartbeats have been missing. */
    public static final String HEARTBEAT = "seconds since the last heartbeat";

    private static final String SILENCE = "seconds without a step";
    private static final Set<Kind> STOPPING =
            EnumSet.of(Kind.NON_FINITE, Kind.LOSS_DIVERGENCE, Kind.GRADIENT_EXPLOSION, Kind.IMPOSSIBLE_LOSS);
    /** Suspects that are named. */
    private static final int NAMED = 4;
    /** While it lasts it is said again, for what is told may still be held back by the lifecycle. */
    private static final long AGAIN_MILLIS = 60_000;

    private static final int MOST_AGAIN = 10;
    private static final double MILLIS = 1000;

    /** How long a silence is too long. */
    public record Params(
            @Parameter(value = 30, least = 1, most = 86_400, doc = "least silence that is told, in seconds")
            double leastSeconds,

            @Parameter(
                    value = 5,
                    least = 1,
                    most = 1000,
                    doc = "a silence this many times the longest interval between steps so far is told",
                    source = "nvidia-resiliency-ext, safety factor of its timeouts")
            double factor,

            @Parameter(
                    value = 1200,
                    least = 1,
                    most = 86_400,
                    doc = "silence that is told while a job has hardly begun, in seconds",
                    source = "SageMaker Debugger, MaxInitializationTime")
            double firstSeconds,

            @Parameter(
                    value = 1800,
                    least = 1,
                    most = 604_800,
                    doc = "a silence of so many seconds is always told",
                    source = "SageMaker Debugger, StalledTrainingRule")
            double mostSeconds,

            @Parameter(value = 8, least = 1, most = 100_000, doc = "intervals after which a job no longer hardly began")
            int intervals,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "heartbeats are missing after this many times their longest interval, and 30 s at least")
            double heartbeats) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, leastSeconds, factor, firstSeconds, mostSeconds, intervals, heartbeats);
            Range.check("most-seconds", mostSeconds, leastSeconds, 604_800);
        }
    }

    /** Until when silence was told. */
    public static final class State implements Memory {
        private int attempt;
        private long toldAt = Pulse.NEVER;
        private long againAt = NEVER;
        private int again;

        @Override
        public void sync(MemoryIo io) {
            attempt = io.i32(attempt);
            if (io.bool(toldAt != Pulse.NEVER)) {
                toldAt = io.i64(toldAt);
                againAt = io.i64(againAt);
                again = io.i32(again);
            }
        }

        private boolean told(RunContext run) {
            return toldAt != Pulse.NEVER && attempt == run.attempt();
        }
    }

    @Override
    public Kind kind() {
        return Kind.STALLED_JOB;
    }

    @Override
    public int layout() {
        return 2;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Patience patience() {
        return new Patience(1, 1);
    }

    @Override
    public long dueAt(State state, RunContext run) {
        Pulse pulse = run.pulse();
        if (state.told(run)) {
            return pulse.movedAt() > state.toldAt ? pulse.movedAt() : state.againAt;
        }
        if (pulse.movedAt() == Pulse.NEVER) {
            return pulse.beganAt() == Pulse.NEVER ? NEVER : pulse.beganAt() + barMillis(pulse);
        }
        return hasDoneItsPlan(run) ? NEVER : pulse.movedAt() + barMillis(pulse);
    }

    private static boolean hasDoneItsPlan(RunContext run) {
        long planned = run.facts().expectedSteps();
        return planned > 0 && run.pulse().step() + Math.round(run.stepsPerReading()) >= planned;
    }

    private long barMillis(Pulse pulse) {
        double learnt = pulse.intervals() < params.intervals()
                ? params.firstSeconds()
                : Math.max(params.leastSeconds(), params.factor() * pulse.longestMillis() / MILLIS);
        return (long) (MILLIS * Math.min(learnt, params.mostSeconds()));
    }

    @Override
    public Judgement judge(State state, RunContext run, Set<Kind> open, long atMillis) {
        Pulse pulse = run.pulse();
        if (state.told(run) && pulse.movedAt() > state.toldAt) {
            state.toldAt = Pulse.NEVER;
            return Judgement.CLEAR;
        }
        boolean first = !state.told(run);
        state.attempt = run.attempt();
        state.toldAt = first ? atMillis : state.toldAt;
        state.again = first ? 0 : state.again + 1;
        state.againAt = state.again < MOST_AGAIN ? atMillis + AGAIN_MILLIS : NEVER;
        boolean stopped = open.stream().anyMatch(STOPPING::contains);
        List<Integer> suspects = suspects(pulse);
        boolean one =
                !suspects.isEmpty() && 2 * suspects.size() <= pulse.ranks().size();
        return new Judgement.Firing(
                "job",
                stopped ? Severity.INFO : Kind.STALLED_JOB.severity(),
                one ? pulse.ranks().rank(suspects.get(0)) : -1,
                -1,
                Math.max(0, pulse.step()),
                evidence(run, suspects, atMillis));
    }

    private List<Evidence> evidence(RunContext run, List<Integer> suspects, long atMillis) {
        Pulse pulse = run.pulse();
        long step = Math.max(0, pulse.step());
        long since = pulse.movedAt() == Pulse.NEVER ? pulse.beganAt() : pulse.movedAt();
        double usual = pulse.intervals() > 0 ? pulse.longestMillis() / MILLIS : Double.NaN;
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(SILENCE, step, (atMillis - since) / MILLIS, usual, barMillis(pulse) / MILLIS, 0));
        if (pulse.beatAt() != Pulse.NEVER) {
            double bar =
                    Math.max(Params.DEFAULT.leastSeconds(), params.heartbeats() * pulse.longestBeatMillis() / MILLIS);
            double silent = Math.max(0, atMillis - pulse.beatAt()) / MILLIS;
            evidence.add(new Evidence(HEARTBEAT, step, silent, pulse.longestBeatMillis() / MILLIS, bar, 0));
        }
        suspects.stream().limit(NAMED).forEach(place -> {
            String series =
                    "last step of rank " + place(run.facts(), pulse.ranks().rank(place));
            long last = pulse.ranks().step(place);
            evidence.add(new Evidence(series, step, last, pulse.step(), Double.NaN, 0));
        });
        return evidence;
    }

    /** Ranks that did not report when it was their turn, those that were silent first in front. */
    private static List<Integer> suspects(Pulse pulse) {
        RankPulses ranks = pulse.ranks();
        return IntStream.range(0, ranks.size())
                .filter(i -> ranks.step(i) < pulse.step() && pulse.ticks() - ranks.tick(i) >= ranks.gap(i))
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(ranks::tick).thenComparingLong(ranks::step))
                .toList();
    }

    /** A rank with its host where that is known. */
    public static String place(JobFacts facts, int rank) {
        return facts.ranks().stream()
                .filter(placement -> placement.rank() == rank && placement.host() != null)
                .findFirst()
                .map(placement -> rank + " on " + placement.host())
                .orElse(Integer.toString(rank));
    }
}
