package io.descentry.peer;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.LayerTraces;

/** The layers of one run at one step, and what went in. */
final class Trace implements Memory {
    private static final int MOST_LAYERS = 20_000;

    int attempt;
    int batchSize;
    double inputMean;
    double inputStd;
    final float[][] columns = new float[LayerTraces.SERIES.size()][0];

    static Trace of(PeerReport.LayerTrace report) {
        Trace trace = new Trace();
        trace.attempt = report.attempt();
        trace.batchSize = report.batchSize();
        trace.inputMean = report.inputMean();
        trace.inputStd = report.inputStd();
        for (int i = 0; i < Math.min(trace.columns.length, report.statistics().length); i++) {
            float[] column = report.statistics()[i];
            if (column.length == report.layers().size()) {
                trace.columns[i] = column;
            }
        }
        return trace;
    }

    @Override
    public void sync(MemoryIo io) {
        attempt = io.i32(attempt);
        batchSize = io.i32(batchSize);
        inputMean = io.f64(inputMean);
        inputStd = io.f64(inputStd);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = io.f32array(columns[i], MOST_LAYERS);
        }
    }
}
