package io.descentry.topology;

import io.descentry.avro.StepBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A batch that Avro's reader read. */
record GeneratedBatch(StepBatch batch, ReadStep step) implements ReadBatch {
    @Override
    public boolean isOf(byte[] job) {
        return Arrays.equals(job, batch.getJobId().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int size() {
        return batch.getSteps().size();
    }

    @Override
    public ReadStep step(int index) {
        return Readings.into(batch.getSteps().get(index), step);
    }
}
