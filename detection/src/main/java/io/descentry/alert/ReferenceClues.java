package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.Evidence;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import java.util.List;
import java.util.Optional;

/** Clues in where a run parts from its reference. */
final class ReferenceClues {
    private ReferenceClues() {}

    /** The weights of the layer are others as well. */
    static Optional<Sign> weightsDiffer(Scene scene) {
        return scene.firing().evidence().stream()
                .filter(evidence -> evidence.series().startsWith(LayerSeries.WEIGHT_NORM.label()))
                .filter(evidence -> Double.isFinite(evidence.bar()))
                .findFirst()
                .flatMap(ReferenceClues::weights);
    }

    private static Optional<Sign> weights(Evidence evidence) {
        String difference = number(evidence.observed());
        return Sign.of(
                evidence.observed() > evidence.bar(),
                "the norm of the layer's weights differs by " + difference + " as well",
                "the norm of the layer's weights differs by " + difference + " only");
    }

    /** It is the first layer that differs. */
    static Optional<Sign> firstLayer(Scene scene) {
        return Sign.of(scene.firing().layer() == 0, "already the first layer differs", "the layers before it agree");
    }

    /** The layers' outputs agree, and what differs is a gradient or the weights. */
    static Optional<Sign> outputsAgree(Scene scene) {
        String series = scene.firing().evidence().get(0).series();
        return Sign.of(
                series.startsWith(LayerSeries.GRAD_NORM.label()) || series.startsWith(LayerSeries.WEIGHT_NORM.label()),
                "the outputs of all layers agree",
                "outputs differ");
    }

    /** The layer normalises. */
    static Optional<Sign> layerNormalises(Scene scene) {
        int layer = scene.firing().layer();
        List<JobFacts.Layer> layers = scene.run().facts().layers();
        String kind = layer >= 0 && layer < layers.size() ? layers.get(layer).kind() : null;
        return kind == null
                ? Optional.empty()
                : Sign.of(kind.contains("norm"), "the layer normalises (" + kind + ")", "the layer is " + kind);
    }
}
