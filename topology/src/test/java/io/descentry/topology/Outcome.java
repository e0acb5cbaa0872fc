package io.descentry.topology;

import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.util.ArrayList;
import java.util.List;

/** What came of some bytes: the step to the last bit, or why there is none. */
record Outcome(boolean accepted, String words) {

    static Outcome of(RecordDecoder<ReadStep> decoder, byte[] wire) throws Exception {
        try {
            return new Outcome(true, words(decoder.decode(wire)));
        } catch (UndecodableException refused) {
            return new Outcome(false, String.valueOf(refused.getMessage()));
        }
    }

    static String words(ReadStep step) {
        StepReading r = step.unchecked();
        List<String> words = new ArrayList<>();
        words.add("%s: attempt %d rank %d step %d time %d %s %s"
                .formatted(step.jobId(), r.attempt(), r.rank(), r.step(), r.timeMillis(), r.skipped(), r.clipped()));
        for (Series series : Series.values()) {
            words.add(r.has(series) + " " + Double.doubleToRawLongBits(r.value(series)));
        }
        for (int i = 0; i < r.lossTerms().size(); i++) {
            words.add(r.lossTerms().name(i) + "="
                    + Double.doubleToRawLongBits(r.lossTerms().value(i)));
        }
        for (float[] column : step.columns()) {
            StringBuilder bits = new StringBuilder();
            for (float value : column) {
                bits.append(Integer.toHexString(Float.floatToRawIntBits(value))).append(' ');
            }
            words.add(bits.toString());
        }
        return String.join("\n", words);
    }
}
