package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.reading.JobFacts;
import io.descentry.reading.JobFacts.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Clues in the model and its first weights. */
final class ModelClues {
    private static final Set<String> RECURRENT = Set.of("rnn", "lstm", "gru");
    private static final Set<String> NORMS = Set.of("batchnorm", "layernorm", "groupnorm", "norm", "rmsnorm");
    private static final Set<String> SQUASHING = Set.of("sigmoid", "tanh", "softsign");
    private static final Set<String> WITH_MATRIX = Set.of("linear", "conv", "rnn", "lstm", "gru", "attention");
    private static final int SEVERAL = 3;
    private static final int DEEP = 20;
    /*
     * A square n x n matrix drawn by Xavier's rule has the norm sqrt(n), which is the fourth root of its number of
     * parameters; so norm / parameters^(1/4) is about 1 for it, 1.4 for He's rule, 0.6 for PyTorch's default, whatever n. A
     * matrix r times as long as broad is off by r^(1/4) at most, which the wide bands allow for.
     */
    private static final double LARGE_GAIN = 2.5;
    private static final double SMALL_GAIN = 0.1;

    private ModelClues() {}

    /** The model has a recurrent layer. */
    static Optional<Sign> recurrent(Scene scene) {
        Layer layer = first(scene, RECURRENT);
        if (scene.run().facts().layers().isEmpty()) {
            return Optional.empty();
        }
        return Sign.of(
                layer != null,
                layer == null ? "" : "layer " + layer.name() + " is recurrent (" + layer.kind() + ")",
                "no layer is recurrent");
    }

    private static @Nullable Layer first(Scene scene, Set<String> kinds) {
        for (Layer layer : scene.run().facts().layers()) {
            if (layer.kind() != null && kinds.contains(layer.kind())) {
                return layer;
            }
        }
        return null;
    }

    /** Several layers in a row squash their output. */
    static Optional<Sign> squashing(Scene scene) {
        List<Layer> layers = scene.run().facts().layers();
        long squashing = layers.stream()
                .filter(layer -> layer.activation() != null && SQUASHING.contains(layer.activation()))
                .filter(layer -> layer.kind() == null || !RECURRENT.contains(layer.kind()))
                .count();
        if (layers.stream().allMatch(layer -> layer.activation() == null)) {
            return Optional.empty();
        }
        return Sign.of(
                squashing >= SEVERAL,
                squashing + " layers have sigmoid or tanh activations",
                squashing == 0 ? "no layer has a sigmoid or tanh" : squashing + " layers have a sigmoid or tanh");
    }

    /** The model is deep and has no normalisation. */
    static Optional<Sign> deepWithoutNorm(Scene scene) {
        int layers = scene.run().facts().layers().size();
        if (layers == 0) {
            return Optional.empty();
        }
        return Sign.of(
                layers >= DEEP && first(scene, NORMS) == null,
                "the model has " + layers + " layers and none of them normalises",
                "the model has " + layers + " layers"
                        + (first(scene, NORMS) == null ? "" : ", some of which normalise"));
    }

    /** The model is a single layer. */
    static Optional<Sign> oneLayer(Scene scene) {
        int layers = scene.run().facts().layers().size();
        return layers == 0
                ? Optional.empty()
                : Sign.of(layers == 1, "the model is a single layer", "the model has " + layers + " layers");
    }

    /** The model normalises over the batch. */
    static Optional<Sign> batchNorm(Scene scene) {
        Layer layer = first(scene, Set.of("batchnorm"));
        return Sign.when(layer != null, layer == null ? "" : "layer " + layer.name() + " normalises over the batch");
    }

    /** Some layer started with weights that are much too large. */
    static Optional<Sign> weightsLarge(Scene scene) {
        List<Gain> gains = Gain.all(scene);
        if (gains.isEmpty()) {
            return Optional.empty();
        }
        Gain gain = gains.get(gains.size() - 1);
        return Sign.of(
                gain.value > LARGE_GAIN,
                "weights of " + gain.layer + " started " + number(gain.value) + " times as large as Xavier's rule",
                "no weights started larger than " + number(gain.value) + " times Xavier's rule");
    }

    /** The weights of most layers started much too small. */
    static Optional<Sign> weightsSmall(Scene scene) {
        List<Gain> gains = Gain.all(scene);
        if (gains.isEmpty()) {
            return Optional.empty();
        }
        double typical = gains.get(gains.size() / 2).value;
        String words = "weights started at " + number(typical) + " of Xavier's rule";
        return Sign.of(typical < SMALL_GAIN && typical > 0, words, words);
    }

    /** Some layer started with weights that are all but zero. */
    static Optional<Sign> weightsZero(Scene scene) {
        List<Gain> gains = Gain.all(scene);
        return gains.isEmpty()
                ? Optional.empty()
                : Sign.of(
                        gains.get(0).value < 1e-3,
                        "weights of " + gains.get(0).layer + " started at zero",
                        "no layer's weights started at zero");
    }

    /** The size of a layer's first weights, 1 being that of Xavier's rule. */
    private record Gain(double value, String layer) {

        /** Those of all layers with a matrix, smallest first. */
        private static List<Gain> all(Scene scene) {
            JobFacts facts = scene.run().facts();
            float[] norms = scene.run().landmarks().firstWeights();
            List<Gain> gains = new ArrayList<>();
            for (int i = 0; i < Math.min(norms.length, facts.layers().size()); i++) {
                Layer layer = facts.layers().get(i);
                boolean matrix = layer.kind() == null || WITH_MATRIX.contains(layer.kind());
                if (matrix && layer.parameters() > 0 && !Float.isNaN(norms[i])) {
                    gains.add(new Gain(norms[i] / Math.sqrt(Math.sqrt((double) layer.parameters())), layer.name()));
                }
            }
            gains.sort(Comparator.comparingDouble(Gain::value));
            return gains;
        }
    }
}
