package io.descentry.detect;

import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;

/** The part of a loss that comes from the data, without what is added to keep weights small. */
final class DataLoss {
    private DataLoss() {}

    /** The data's part; NaN where no loss was measured or where it is made of several objectives. */
    static double of(StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return Double.NaN;
        }
        double loss = reading.value(Series.LOSS);
        Terms terms = reading.lossTerms();
        if (terms.isEmpty()) {
            return loss;
        }
        int data = terms.find("data");
        if (data >= 0) {
            return terms.value(data);
        }
        int penalty = terms.find("regularization");
        return penalty < 0 || terms.size() > 2 ? Double.NaN : loss - terms.value(penalty);
    }
}
