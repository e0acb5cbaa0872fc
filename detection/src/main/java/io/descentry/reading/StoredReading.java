package io.descentry.reading;

import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import org.jspecify.annotations.Nullable;

/** Stores a step as a rank reported it: seldom, for it is long. */
final class StoredReading {
    private static final int LAYERS = 20_000;
    private static final int TERMS = 64;
    private static final StepReading NONE = new StepReading();

    private StoredReading() {}

    static @Nullable StepReading sync(MemoryIo io, @Nullable StepReading known) {
        if (!io.bool(known != null)) {
            return null;
        }
        StepReading r = known == null ? NONE : known;
        return new StepReading(
                io.i32(r.attempt()),
                io.i32(r.rank()),
                io.i64(r.step()),
                io.i64(r.timeMillis()),
                io.bool(r.skipped()),
                io.bool(r.clipped()),
                scalars(io, r.scalars()),
                terms(io, r.lossTerms()),
                layers(io, r.layers()));
    }

    private static Scalars scalars(MemoryIo io, Scalars known) {
        Scalars scalars = new Scalars();
        for (Series series : Series.values()) {
            if (io.bool(known.has(series))) {
                scalars.with(series, io.f64(known.value(series)));
            }
        }
        return scalars;
    }

    private static Terms terms(MemoryIo io, Terms known) {
        int n = io.i32(known.size());
        if (n < 0 || n > TERMS) {
            throw new MemoryFormatException(n + " terms of a loss");
        }
        Terms terms = new Terms();
        for (int i = 0; i < n; i++) {
            boolean told = i < known.size();
            String name = io.text(told ? known.name(i) : "");
            terms.put(name, io.f64(told ? known.value(i) : 0));
        }
        return terms;
    }

    private static LayerColumns layers(MemoryIo io, LayerColumns known) {
        float[][] columns = new float[LayerSeries.values().length][];
        for (LayerSeries series : LayerSeries.values()) {
            columns[series.ordinal()] = io.f32array(known.column(series), LAYERS);
        }
        try {
            return LayerColumns.of(columns);
        } catch (IllegalArgumentException e) {
            throw new MemoryFormatException(String.valueOf(e.getMessage()));
        }
    }
}
