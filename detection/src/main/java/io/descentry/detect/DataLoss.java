package io.descentry.detect;

import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Map;

/** The part of a loss that comes from the data, without what is added to keep weights small. */
final class DataLoss {
    private DataLoss() {}

    /** The data's part; NaN where no loss was measured or where it is made of several objectives. */
    static double of(StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return Double.NaN;
        }
        double loss = reading.value(Series.LOSS);
        Map<String, Double> terms = reading.lossTerms();
        if (terms.isEmpty()) {
            return loss;
        }
        Double data = terms.get("data");
        if (data != null) {
            return data;
        }
        Double penalty = terms.get("regularization");
        return penalty == null || terms.size() > 2 ? Double.NaN : loss - penalty;
    }
}
