package io.descentry.corpus.cluster;

import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import java.util.HashMap;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;

/** What faults do to the numbers of a step. Columns are shared among jobs, so they are replaced and never written. */
final class Damage {
    private static final Schema ARRAY = Schema.createArray(Schema.create(Schema.Type.FLOAT));

    private Damage() {}

    /** Turns a value of a layer into another. */
    interface Change {
        float of(int layer, float value);
    }

    /** The outputs of a layer and of all after it are not finite, and so is the loss of this rank. */
    static void forward(StepSummary record, int from) {
        LayerStatistics layers = copy(record);
        Written.set(
                layers,
                "activation_nonfinite",
                changed(layers.getActivationNonfinite(), (layer, old) -> layer >= from && old >= 0 ? 512 : old));
        Change lost = (layer, old) -> layer >= from ? Float.NaN : old;
        Written.set(layers, "activation_mean", changed(layers.getActivationMean(), lost));
        Written.set(layers, "activation_std", changed(layers.getActivationStd(), lost));
        loss(record, Double.NaN);
    }

    /**
     * One rank's gradient was not finite: after the exchange no weight is, on any rank.
     *
     * @param culprit whether this is that rank; only its own gradients, before the exchange, are not finite
     */
    static void exchanged(StepSummary record, boolean culprit) {
        Written.set(record, "grad_norm", Double.NaN);
        LayerStatistics layers = copy(record);
        if (culprit) {
            gradients(layers);
        }
        Written.set(layers, "weight_norm", changed(layers.getWeightNorm(), (layer, old) -> Float.NaN));
        Written.set(
                layers, "weight_nonfinite", changed(layers.getWeightNonfinite(), (layer, old) -> old < 0 ? old : 64));
        Written.set(layers, "update_norm", changed(layers.getUpdateNorm(), (layer, old) -> old < 0 ? old : Float.NaN));
    }

    /** No weight is finite any more. */
    static void lost(StepSummary record) {
        forward(record, 0);
        exchanged(record, true);
        if (record.getLogitAbsMax() != null) {
            Written.set(record, "logit_abs_max", Double.NaN);
            Written.set(record, "mean_max_probability", Double.NaN);
        }
    }

    private static void gradients(LayerStatistics layers) {
        Change lost = (layer, old) -> Float.NaN;
        Written.set(layers, "grad_norm", changed(layers.getGradNorm(), lost));
        Written.set(layers, "grad_abs_max", changed(layers.getGradAbsMax(), lost));
        Written.set(layers, "grad_mean", changed(layers.getGradMean(), lost));
        Written.set(layers, "grad_std", changed(layers.getGradStd(), lost));
        Written.set(layers, "grad_nonfinite", changed(layers.getGradNonfinite(), (layer, old) -> old < 0 ? old : 64));
    }

    /** The gradient of one layer is many times what it was. */
    static void gradient(StepSummary record, int of, float times) {
        scaleGradients(record, (layer, old) -> layer == of ? old * times : old);
    }

    /** The gradients of all layers, and with them the norm. */
    static void allGradients(StepSummary record, float times) {
        scaleGradients(record, (layer, old) -> old * times);
        norm(record, times);
    }

    private static void scaleGradients(StepSummary record, Change change) {
        LayerStatistics layers = copy(record);
        Written.set(layers, "grad_norm", changed(layers.getGradNorm(), change));
        Written.set(layers, "grad_abs_max", changed(layers.getGradAbsMax(), change));
        Written.set(layers, "grad_mean", changed(layers.getGradMean(), change));
        Written.set(layers, "grad_std", changed(layers.getGradStd(), change));
    }

    /** The norm over all layers. */
    static void norm(StepSummary record, double times) {
        Double norm = record.getGradNorm();
        if (norm != null) {
            Written.set(record, "grad_norm", norm * times);
        }
    }

    /** Adds to the loss of the data, and so to the whole. */
    static void loss(StepSummary record, double more) {
        Double loss = record.getLoss();
        if (loss != null) {
            Written.set(record, "loss", loss + more);
        }
        List<String> ofData = record.getLossTerms().keySet().stream()
                .filter(name -> !name.startsWith("reg"))
                .toList();
        if (!ofData.isEmpty()) {
            var terms = new HashMap<>(record.getLossTerms());
            ofData.forEach(name -> terms.merge(name, more / ofData.size(), Double::sum));
            Written.set(record, "loss_terms", terms);
        }
    }

    /** The input is many times larger. */
    static void input(StepSummary record, double times) {
        Double mean = record.getInputMean();
        Double std = record.getInputStd();
        Double most = record.getInputAbsMax();
        if (mean != null && std != null) {
            Written.set(record, "input_mean", (mean + std) * times);
            Written.set(record, "input_std", std * times);
        }
        if (most != null) {
            Written.set(record, "input_abs_max", most * times);
        }
        Double logit = record.getLogitAbsMax();
        if (logit != null) {
            Written.set(record, "logit_abs_max", logit * Math.sqrt(times));
        }
    }

    /** What a model loses that knows nothing. */
    static double lossAtStart(Base base) {
        Double first = base.beats().get(0).step().getLoss();
        return first == null || !Double.isFinite(first) ? 1 : Math.abs(first);
    }

    private static LayerStatistics copy(StepSummary record) {
        LayerStatistics old = record.getLayers();
        var copy = new LayerStatistics();
        for (Schema.Field field : LayerStatistics.getClassSchema().getFields()) {
            copy.put(field.pos(), old.get(field.pos()));
        }
        Written.set(record, "layers", copy);
        return copy;
    }

    /** A column with each value changed; an empty one stays so. */
    static List<Float> changed(List<Float> column, Change change) {
        if (column.isEmpty()) {
            return column;
        }
        var changed = new FloatArray(column.size(), ARRAY);
        for (int layer = 0; layer < column.size(); layer++) {
            changed.add(layer, change.of(layer, valueOf(column, layer)));
        }
        return changed;
    }

    private static float valueOf(List<Float> column, int layer) {
        return column instanceof FloatArray floats ? floats.getFloat(layer) : column.get(layer);
    }
}
