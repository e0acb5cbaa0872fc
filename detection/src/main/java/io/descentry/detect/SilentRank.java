package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fires when a rank that reported is no longer heard of while others go on. */
public record SilentRank(Params params) implements StepDetector<SilentRank.State> {
    /*
     * Silence is counted in ticks of the job, the steps that others told of since the rank's last report: lag and the length of
     * steps do not matter, and a rank that is merely slow still reports between the steps of the others. Each rank has its own
     * rhythm, for some report every n-th step only. Records of ranks travel in different batches, hence the least number of
     * ticks; where steps are short, some seconds of them are waited for, as far as that is not too many. Ranks that were seen far
     * apart (replicas without a barrier, batches that wait for each other) are given as much more.
     *
     * Who reports is a choice of the trainer. Where nearly all ranks fall silent together while rank 0 goes on, it was made
     * anew; and a rank that only ever said hello is missed only if nearly all others go on.
     */
    /** Ranks that are named. */
    private static final int NAMED = 5;
    /** Ticks between two looks at most, for ranks may join. */
    private static final int LOOK = 64;
    /** Ranks with so much of the silence are taken to have gone with the first. */
    private static final double WITH_IT = 0.75;

    /** How long a silence is too long. */
    public record Params(
            @Parameter(
                    value = 32,
                    least = 2,
                    most = 100_000,
                    doc = "least steps of the others without a word that are too many")
            int steps,

            @Parameter(value = 48, least = 2, most = 100_000, doc = "so many are too many however short steps are")
            int mostSteps,

            @Parameter(
                    value = 10,
                    least = 0,
                    most = 86_400,
                    doc = "seconds that steps of the others should take meanwhile")
            double seconds,

            @Parameter(
                    value = 4,
                    least = 1,
                    most = 1000,
                    doc = "a silence this many times the rank's longest, or the distance between ranks, is too long")
            double factor,

            @Parameter(
                    value = 1800,
                    least = 1,
                    most = 604_800,
                    doc = "so many seconds of steps of the others are too many however far ranks are apart")
            double mostSeconds,

            @Parameter(
                    value = 64,
                    least = 2,
                    most = 100_000,
                    doc = "least steps where a rank reported less than four times")
            int stepsUnknown) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, steps, mostSteps, seconds, factor, mostSeconds, stepsUnknown);
            Range.check("most-steps", mostSteps, steps, 100_000);
        }
    }

    /** When ranks are looked at next, and what was found. */
    public static final class State implements Memory {
        private long tick = -1;
        private long lookAt;
        private boolean silent;
        /** What is said while it lasts; made anew after a restart. */
        private Judgement.@Nullable Firing firing;

        @Override
        public void sync(MemoryIo io) {
            tick = io.i64(tick);
            lookAt = io.i64(lookAt);
            silent = io.bool(silent);
        }
    }

    @Override
    public Kind kind() {
        return Kind.SILENT_RANK;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Patience patience() {
        return new Patience(1, 16);
    }

    @Override
    public boolean everyRank() {
        return true;
    }

    @Override
    public void resume(State state, long step) {
        state.tick = -1;
        state.lookAt = 0;
        state.silent = false;
        state.firing = null;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        Pulse pulse = run.pulse();
        if (pulse.ranks().size() < 2) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (pulse.ticks() == state.tick) {
            return abstain(OTHER_RANK); // else a step would be clear once a rank
        }
        state.tick = pulse.ticks();
        if (state.silent || pulse.ticks() >= state.lookAt) {
            state.firing = look(state, run);
            state.silent = state.firing != null;
        }
        return state.firing != null ? state.firing : Judgement.CLEAR;
    }

    private Judgement.@Nullable Firing look(State state, RunContext run) {
        Pulse pulse = run.pulse();
        RankPulses ranks = pulse.ranks();
        state.lookAt = pulse.ticks() + LOOK;
        int present = 0;
        int longestGap = 1;
        for (int i = 0; i < ranks.size(); i++) {
            if (missed(pulse, i) < bar(pulse, i, 1)) {
                present++;
                longestGap = Math.max(longestGap, ranks.isKnown(i) ? ranks.gap(i) : 1);
            }
        }
        int first = -1;
        for (int i = 0; i < ranks.size(); i++) {
            double bar = bar(pulse, i, longestGap);
            if (missed(pulse, i) < bar) {
                state.lookAt = Math.min(state.lookAt, (long) Math.ceil(ranks.tick(i) + bar));
            } else if (isMissed(run, i, present) && (first < 0 || ranks.tick(i) < ranks.tick(first))) {
                first = i;
            }
        }
        return first < 0 ? null : firing(run, first, bar(pulse, first, longestGap));
    }

    private static long missed(Pulse pulse, int place) {
        return pulse.ticks() - pulse.ranks().tick(place);
    }

    private double bar(Pulse pulse, int place, int othersGap) {
        RankPulses ranks = pulse.ranks();
        double tick = pulse.tickMillis();
        double waited = tick > 0 ? 1000 * params.seconds() / tick : params.mostSteps();
        double least = Math.max(params.steps(), Math.min(params.mostSteps(), waited));
        double most = tick > 0 ? 1000 * params.mostSeconds() / tick : params.mostSteps();
        double apart = Math.max(least, Math.min(most, params.factor() * pulse.spread()));
        return ranks.isKnown(place)
                ? Math.max(apart, params.factor() * ranks.gap(place))
                : Math.max(Math.max(params.stepsUnknown(), apart), params.factor() * othersGap);
    }

    /** Whether a rank is missed that is silent while so many are present. */
    private static boolean isMissed(RunContext run, int place, int present) {
        RankPulses ranks = run.pulse().ranks();
        long planned = run.facts().expectedSteps();
        if (planned > 0 && ranks.step(place) + Math.round(run.stepsPerReading()) >= planned) {
            return false; // it has done its part
        }
        return ranks.isKnown(place)
                ? 4 * present >= ranks.size() && (present > 1 || ranks.size() < 4)
                : 3 * present >= 2 * ranks.size() && present > 1;
    }

    private static Judgement.Firing firing(RunContext run, int first, double bar) {
        Pulse pulse = run.pulse();
        RankPulses ranks = pulse.ranks();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(evidence(run, first, bar));
        IntStream.range(0, ranks.size())
                .filter(i -> i != first && missed(pulse, i) >= WITH_IT * bar && ranks.gap(i) < missed(pulse, i))
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(ranks::tick))
                .limit(NAMED - 1)
                .forEach(i -> evidence.add(evidence(run, i, bar)));
        int rank = ranks.rank(first);
        return new Judgement.Firing(
                "rank:" + rank, Kind.SILENT_RANK.severity(), rank, -1, ranks.step(first) + 1, evidence);
    }

    private static Evidence evidence(RunContext run, int place, double bar) {
        Pulse pulse = run.pulse();
        int rank = pulse.ranks().rank(place);
        return new Evidence(
                "steps of others without rank " + StalledJob.place(run.facts(), rank),
                pulse.step(),
                missed(pulse, place),
                pulse.ranks().gap(place),
                bar,
                0);
    }
}
