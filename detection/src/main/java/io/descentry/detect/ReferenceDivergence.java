package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.TOO_NOISY;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.LayerTraces;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in which layer a run first differs from the run that it names as its reference, at the same step. */
public record ReferenceDivergence(Params params) implements PeerDetector<ReferenceDivergence.State> {
    /*
     * Looked through in the order in which a step is computed: outputs of the layers forwards, gradients backwards, then the
     * weights. The first layer that differs is where the two part, and all behind it differ for that reason alone. Where already
     * the inputs differ, layers cannot be compared, and that is what is said. Two sound runs drift apart as well, on other
     * hardware or in other order of sums, and faster with every step: the bar is that of the number format and grows with steps.
     */

    /** How different. */
    public record Params(
            @Parameter(
                    value = 0.01,
                    least = 1e-9,
                    most = 10,
                    doc = "relative difference of a layer's statistic that counts, where both train in 32 bits or more",
                    source = "R26")
            double single,

            @Parameter(
                    value = 0.05,
                    least = 1e-9,
                    most = 10,
                    doc = "the same where one trains in 16 bits, or in a format that is not told",
                    source = "R26")
            double half,

            @Parameter(value = 16, least = 1, most = 1_000_000, doc = "steps after which these bars are twice as high")
            double growth,

            @Parameter(
                    value = 0.001,
                    least = 1e-9,
                    most = 10,
                    doc = "relative difference of the inputs' statistics above which they are other inputs; in 16 bits"
                            + " as many times more as the bars of layers")
            double input,

            @Parameter(
                    value = 0.0001,
                    least = 1e-9,
                    most = 10,
                    doc = "relative difference of the norm of weights above which they count as other weights")
            double weights) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, single, half, growth, input, weights);
            Range.check("half", half, single, 10);
        }
    }

    /** The last step that was compared. */
    public static final class State implements Memory {
        private long step = -1;

        @Override
        public void sync(MemoryIo io) {
            step = io.i64(step);
        }
    }

    /** A statistic of a layer, and the one that is computed before it; -1 for none. */
    private record Spot(int series, int layer, int before) {}

    @Override
    public Kind kind() {
        return Kind.REFERENCE_DIVERGENCE;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Patience patience() {
        return new Patience(1, 3);
    }

    @Override
    public void resume(State state, long step) {
        state.step = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, PeerNote note) {
        if (!(note instanceof PeerNote.Compared compared) || compared.step() <= state.step) {
            return abstain(NOT_MEASURED);
        }
        state.step = compared.step();
        Precision precision = Precision.of(compared.precision());
        if (precision == Precision.EIGHT_BIT) {
            return abstain(TOO_NOISY); // sound runs differ by several percent
        }
        double coarse = precision.compareTo(Precision.SINGLE) < 0 ? params.half() / params.single() : 1;
        if (compared.input() > coarse * params.input()) {
            return otherInputs(compared, coarse * params.input());
        }
        double bar = coarse * params.single() * (1 + compared.step() / params.growth());
        Optional<Spot> first = first(compared.differences(), bar);
        if (first.isPresent()) {
            return firing(run, compared, first.get(), bar);
        }
        return isMeasured(compared.differences()) ? Judgement.CLEAR : abstain(NOT_MEASURED);
    }

    private static boolean isMeasured(float[][] differences) {
        for (float[] column : differences) {
            for (float difference : column) {
                if (!Float.isNaN(difference)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What differs first, in the order in which a step is computed. */
    private static Optional<Spot> first(float[][] differences, double bar) {
        int layers = 0;
        for (float[] column : differences) {
            layers = Math.max(layers, column.length);
        }
        for (int i = 0; i < layers; i++) {
            for (int series : List.of(of(LayerSeries.ACTIVATION_MEAN), of(LayerSeries.ACTIVATION_STD))) {
                if (at(differences, series, i) > bar) {
                    return Optional.of(new Spot(series, i, i - 1));
                }
            }
        }
        for (int i = layers - 1; i >= 0; i--) {
            if (at(differences, of(LayerSeries.GRAD_NORM), i) > bar) {
                return Optional.of(new Spot(of(LayerSeries.GRAD_NORM), i, i + 1 < layers ? i + 1 : -1));
            }
        }
        for (int i = 0; i < layers; i++) {
            if (at(differences, of(LayerSeries.WEIGHT_NORM), i) > bar) {
                return Optional.of(new Spot(of(LayerSeries.WEIGHT_NORM), i, -1));
            }
        }
        return Optional.empty();
    }

    private static int of(LayerSeries series) {
        return LayerTraces.SERIES.indexOf(series);
    }

    private static float at(float[][] differences, int series, int layer) {
        boolean measured = series < differences.length && layer >= 0 && layer < differences[series].length;
        return measured ? differences[series][layer] : Float.NaN;
    }

    private static Judgement otherInputs(PeerNote.Compared compared, double bar) {
        String what = Double.isInfinite(compared.input()) ? "input (batch sizes differ)" : "input";
        return new Judgement.Firing(
                "input",
                Kind.REFERENCE_DIVERGENCE.severity(),
                -1,
                -1,
                compared.step(),
                List.of(evidence(what, compared, compared.input(), bar)));
    }

    private Judgement firing(RunContext run, PeerNote.Compared compared, Spot spot, double bar) {
        float[][] differences = compared.differences();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(evidence(name(run, compared, spot.series(), spot.layer()), compared, at(differences, spot), bar));
        float before = at(differences, spot.series(), spot.before());
        if (!Float.isNaN(before)) {
            evidence.add(
                    evidence("before it " + name(run, compared, spot.series(), spot.before()), compared, before, bar));
        }
        float weights = at(differences, of(LayerSeries.WEIGHT_NORM), spot.layer());
        if (spot.series() != of(LayerSeries.WEIGHT_NORM) && !Float.isNaN(weights)) {
            String name = name(run, compared, of(LayerSeries.WEIGHT_NORM), spot.layer());
            evidence.add(evidence(name, compared, weights, params.weights()));
        }
        if (!Double.isNaN(compared.input())) {
            evidence.add(evidence("input", compared, compared.input(), Double.NaN));
        }
        return new Judgement.Firing(
                "layer:" + run.facts().layerName(spot.layer()),
                Kind.REFERENCE_DIVERGENCE.severity(),
                -1,
                spot.layer(),
                compared.step(),
                evidence);
    }

    private static float at(float[][] differences, Spot spot) {
        return at(differences, spot.series(), spot.layer());
    }

    private static String name(RunContext run, PeerNote.Compared compared, int series, int layer) {
        String name =
                LayerTraces.SERIES.get(series).label() + " of " + run.facts().layerName(layer);
        return compared.byPosition() ? name + " (layers matched by position)" : name;
    }

    private static Evidence evidence(String what, PeerNote.Compared compared, double difference, double bar) {
        return new Evidence(
                what + ", relative difference from " + compared.reference(),
                compared.step(),
                difference,
                Double.NaN,
                bar,
                0);
    }
}
