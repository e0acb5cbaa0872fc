package io.descentry.peer;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.LayerTraces;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layer of a run is which of its reference.
 *
 * @param places place of each layer of the run among those of the reference, or -1
 * @param byPosition whether only places agree, and names do not
 */
@SuppressWarnings("ArrayRecordComponent") // Used once and never compared.
record LayerMatch(int[] places, boolean byPosition) {
    /** Share of a column's largest value below which a norm counts as next to nothing. */
    private static final double NEAR_ZERO = 1e-4;

    /**
     * By name where at least half of the run's layers have their name in the reference. A port to another framework has other
     * names; it is matched by position if it has as many layers, and not at all otherwise.
     */
    static LayerMatch of(List<String> run, List<String> reference) {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < reference.size(); i++) {
            byName.putIfAbsent(reference.get(i), i);
        }
        int[] places =
                run.stream().mapToInt(name -> byName.getOrDefault(name, -1)).toArray();
        long named = Arrays.stream(places).filter(place -> place >= 0).count();
        if (2 * named < run.size() && run.size() == reference.size()) {
            Arrays.setAll(places, i -> i);
            return new LayerMatch(places, true);
        }
        return new LayerMatch(places, false);
    }

    /** Whether no layer has a counterpart. */
    boolean isEmpty() {
        return Arrays.stream(places).allMatch(place -> place < 0);
    }

    /** Relative differences over the run's layers, one column for each of {@link LayerTraces#SERIES}. */
    float[][] differences(Trace run, Trace reference) {
        float[][] all = new float[LayerTraces.SERIES.size()][];
        for (int series = 0; series < all.length; series++) {
            all[series] = differences(series, run, reference);
        }
        return all;
    }

    private float[] differences(int series, Trace run, Trace reference) {
        float[] mine = run.columns[series];
        float[] theirs = reference.columns[series];
        if (mine.length != places.length || theirs.length == 0) {
            return new float[0];
        }
        boolean mean = LayerTraces.SERIES.get(series) == LayerSeries.ACTIVATION_MEAN;
        double least = mean ? Double.MIN_NORMAL : NEAR_ZERO * Math.max(largest(mine), largest(theirs));
        float[] differences = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            int place = places[i] < theirs.length ? places[i] : -1;
            double size = least;
            if (mean && place >= 0) {
                size = Math.max(size, Math.max(spread(run, i), spread(reference, place)));
            }
            differences[i] = place < 0 ? Float.NaN : (float) difference(mine[i], theirs[place], size);
        }
        return differences;
    }

    /** A mean near zero is measured by how far values lie around it. */
    private static double spread(Trace trace, int layer) {
        float[] spreads = trace.columns[LayerTraces.SERIES.indexOf(LayerSeries.ACTIVATION_STD)];
        return layer < spreads.length && Float.isFinite(spreads[layer]) ? spreads[layer] : 0;
    }

    private static double largest(float[] column) {
        double largest = 0;
        for (float value : column) {
            largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        return largest;
    }

    /**
     * How far two values are apart, by the larger of them, and by no less than a size below which they count as zero. NaN where
     * one is not a number.
     */
    static double difference(double one, double other, double least) {
        if (one == other) {
            return 0;
        }
        double size = Math.max(least, Math.max(Math.abs(one), Math.abs(other)));
        return Double.isInfinite(size) ? Double.POSITIVE_INFINITY : Math.abs(one - other) / size;
    }
}
