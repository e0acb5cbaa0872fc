package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Agreement;
import io.descentry.reading.GatheredStep;
import java.util.ArrayList;
import java.util.List;

/** Fires when ranks that held the same parameters, or had the same gradient, no longer do, and names the odd ones. */
public record RankDesync(Params params) implements RankDetector<RankDesync.State> {
    /*
     * Replicas hold the same parameters after every step, so their digests, and the norms of their layers, are equal. Where
     * parameters are spread over ranks they are not, and never were: groups of equal size, one for each part of the model, or no
     * two ranks alike. Such a layout is learnt from the first steps, and only a departure from it is judged. One rank that
     * differs from the start beside two thirds that agree is no layout: its weights were never made equal.
     *
     * The norm of the gradient is equal only where it is taken after the exchange, which some trainers do and some do not: it
     * must have been equal for a while before a difference means something.
     */

    private static final int DIGESTS = 0;
    private static final int WEIGHTS = 1;
    private static final int GRADIENTS = 2;
    private static final String[] WHAT = {"parameter_digest", "weight_norm", "grad_norm"};

    /** When ranks are apart. */
    public record Params(
            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "steps in a row at which ranks are apart before it fires")
            int steps,

            @Parameter(
                    value = 0.001,
                    least = 1e-5,
                    most = 1e6,
                    doc = "relative difference of weight norms that is enough at one step, where they were equal")
            double sheer,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 10_000,
                    doc = "steps of equal parameters after which they are known to be equal")
            int learn,

            @Parameter(
                    value = 16,
                    least = 1,
                    most = 10_000,
                    doc = "steps of equal gradient norms after which they are known to be equal")
            int learnGradients) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, steps, sheer, learn, learnGradients);
        }
    }

    /** How ranks agree by one measure. */
    private static final class Layout implements Memory {
        /** Groups of ranks that differ from each other as the model is spread over them; 0 while it is not known. */
        private int groups;

        private int ranks;
        private int alike;
        private int apart;
        private long apartSince;

        void forget() {
            groups = 0;
            alike = 0;
            apart = 0;
        }

        /** Notes a step at which groups are of equal size, so that they may be what the model is spread over. */
        void learn(Agreement agreement, int steps) {
            boolean same = agreement.groups() == groups || alike == 0 || groups == 0;
            if (alike >= steps) {
                return;
            }
            alike = same && ranks == agreement.ranks() ? alike + 1 : 1;
            ranks = agreement.ranks();
            if (alike >= steps) {
                groups = agreement.groups();
            }
        }

        @Override
        public void sync(MemoryIo io) {
            groups = io.i32(groups);
            ranks = io.i32(ranks);
            alike = io.i32(alike);
            apart = io.i32(apart);
            apartSince = io.i64(apartSince);
        }
    }

    /** How ranks agree by each measure. */
    public static final class State implements Memory {
        private final Layout[] layouts = {new Layout(), new Layout(), new Layout()};

        @Override
        public void sync(MemoryIo io) {
            for (Layout layout : layouts) {
                layout.sync(io);
            }
        }
    }

    private enum Finding {
        UNKNOWN,
        ALIKE,
        ODD,
        SPLIT
    }

    @Override
    public Kind kind() {
        return Kind.RANK_DESYNC;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        for (Layout layout : state.layouts) {
            layout.forget();
        }
    }

    @Override
    public Judgement judge(State state, RunContext run, GatheredStep step) {
        if (step.ranks() < 2) {
            return abstain(OTHER_RANK);
        }
        boolean alike = false;
        boolean apart = false;
        for (int measure = DIGESTS; measure <= GRADIENTS; measure++) {
            Layout layout = state.layouts[measure];
            Agreement agreement = agreement(step, measure);
            Finding finding = look(layout, agreement, measure);
            if (finding == Finding.ALIKE) {
                alike = true;
                layout.apart = 0;
            }
            if (finding == Finding.ODD || finding == Finding.SPLIT) {
                apart = true;
                if (layout.apart++ == 0) {
                    layout.apartSince = step.step();
                }
                if (layout.apart >= patience(step, layout, measure)) {
                    return firing(run, step, measure, layout, finding == Finding.ODD);
                }
            }
        }
        return apart ? abstain(NOT_ENOUGH_DATA) : alike ? Judgement.CLEAR : abstain(NOT_MEASURED);
    }

    private int patience(GatheredStep step, Layout layout, int measure) {
        boolean certain = layout.groups > 0 && (measure == DIGESTS || step.farthest() >= params.sheer());
        return measure != GRADIENTS && certain ? 1 : params.steps();
    }

    private static Agreement agreement(GatheredStep step, int measure) {
        return switch (measure) {
            case DIGESTS -> step.digests();
            case WEIGHTS -> step.weights();
            default -> step.gradients();
        };
    }

    private Finding look(Layout layout, Agreement agreement, int measure) {
        int ranks = agreement.ranks();
        if (ranks < 2 || !agreement.isWhole()) {
            return Finding.UNKNOWN;
        }
        if (agreement.groups() == 1) {
            if (layout.groups <= 1) {
                layout.learn(agreement, measure == GRADIENTS ? params.learnGradients() : params.learn());
            }
            return Finding.ALIKE;
        }
        if (measure == GRADIENTS) {
            if (layout.groups == 0) {
                layout.alike = 0;
                return Finding.UNKNOWN;
            }
            return majorities(agreement, 1) == 1 ? Finding.ODD : Finding.UNKNOWN;
        }
        if (layout.groups == 0) {
            return unknownLayout(layout, agreement);
        }
        if (layout.groups > 1 && ranks != layout.ranks) {
            return Finding.UNKNOWN;
        }
        if (agreement.groups() <= layout.groups) {
            return Finding.ALIKE;
        }
        return majorities(agreement, layout.groups) == layout.groups ? Finding.ODD : Finding.SPLIT;
    }

    private Finding unknownLayout(Layout layout, Agreement agreement) {
        int size = agreement.size(0);
        boolean even = size > 1;
        for (int i = 1; i < agreement.groups(); i++) {
            even &= agreement.size(i) == size;
        }
        if (even) {
            layout.learn(agreement, params.learn());
            return Finding.UNKNOWN;
        }
        layout.alike = 0; // parameters that are averaged now and then agree only then
        int ranks = agreement.ranks();
        boolean most = ranks >= 3 && 3 * agreement.size(agreement.largest()) >= 2 * ranks;
        return most ? Finding.ODD : Finding.UNKNOWN;
    }

    /** Groups that hold more than half of the ranks that a part of the model is on. */
    private static int majorities(Agreement agreement, int parts) {
        int majorities = 0;
        for (int i = 0; i < agreement.groups(); i++) {
            majorities += 2 * parts * agreement.size(i) > agreement.ranks() ? 1 : 0;
        }
        return majorities;
    }

    private Judgement firing(RunContext run, GatheredStep step, int measure, Layout layout, boolean odd) {
        Agreement agreement = agreement(step, measure);
        int parts = Math.max(1, layout.groups);
        int count = 0;
        int first = Integer.MAX_VALUE;
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < agreement.groups(); i++) {
            if (2 * parts * agreement.size(i) > agreement.ranks()) {
                continue;
            }
            count += agreement.size(i);
            for (int k = 0; k < Math.min(agreement.size(i), Agreement.NAMED); k++) {
                first = Math.min(first, agreement.rank(i, k));
                names.append(names.isEmpty() ? "" : ", ").append(agreement.rank(i, k));
            }
        }
        boolean oneLayer = step.layersApart() == 1;
        String who =
                odd ? "rank " + names + " against " + (agreement.ranks() - count) + " others" : "ranks, no majority";
        List<Evidence> evidence = new ArrayList<>(2);
        evidence.add(new Evidence(
                "groups of ranks with the same " + WHAT[measure] + " (" + who + ')',
                step.step(),
                agreement.groups(),
                parts,
                Double.NaN,
                0));
        if (step.farthest() > 0) {
            evidence.add(new Evidence(
                    "difference of the weight norm of " + run.facts().layerName(step.farthestLayer())
                            + " between ranks",
                    step.step(),
                    step.farthest(),
                    0,
                    Double.NaN,
                    0));
        }
        return new Judgement.Firing(
                odd ? "rank:" + first : "ranks",
                Kind.RANK_DESYNC.severity(),
                odd ? first : -1,
                oneLayer ? step.farthestLayer() : -1,
                layout.apartSince,
                evidence);
    }
}
