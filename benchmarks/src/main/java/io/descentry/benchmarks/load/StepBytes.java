package io.descentry.benchmarks.load;

import io.descentry.avro.StepSummary;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;

/**
 * Steps in the wire format at the cost of copying them: what a step measured is encoded once, by Avro; who reports it, which step
 * it is and when it was are put before that each time.
 */
final class StepBytes {
    /*
     * A value is header, job_id, attempt, rank, step, epoch, time and all the rest. With an empty id, zeros and no epoch each
     * field before the rest takes one byte.
     */
    private static final int HEADER = 5;
    private static final int PLACE = 6;
    private static final int LONGEST_PLACE = 64;

    private final RecordEncoder<StepSummary> encoder;
    private final byte[] header;

    /**
     * What a step measured.
     *
     * @param epoch passes over the data; NaN if unknown
     * @param rest the fields after the time, encoded
     */
    @SuppressWarnings("ArrayRecordComponent") // Copied from, never compared.
    record Measured(double epoch, byte[] rest) {}

    StepBytes(SchemaRegistry registry) throws SchemaRegistryException {
        encoder = new RecordEncoder<>(Topic.STEPS, registry);
        header = Arrays.copyOf(encoder.encode(placeless(new StepSummary())), HEADER);
    }

    /** Encodes what a step measured; its place is taken out of it. */
    Measured measured(StepSummary step) {
        double epoch = step.getEpoch() == null ? Double.NaN : step.getEpoch();
        byte[] value = encoder.encode(placeless(step));
        return new Measured(epoch, Arrays.copyOfRange(value, HEADER + PLACE, value.length));
    }

    private static StepSummary placeless(StepSummary step) {
        StepSummary copy = StepSummary.newBuilder()
                .setJobId("")
                .setStep(0)
                .setTime(Instant.EPOCH)
                .build();
        int first = copy.getSchema().getField("loss").pos();
        for (int field = first;
                step.getSchema() == copy.getSchema()
                        && field < copy.getSchema().getFields().size();
                field++) {
            copy.put(field, step.get(field) == null ? copy.get(field) : step.get(field));
        }
        return copy;
    }

    /** The value of a record. */
    byte[] of(byte[] job, int rank, long step, long timeMillis, Measured measured) {
        ByteBuffer value = ByteBuffer.allocate(HEADER + LONGEST_PLACE + job.length + measured.rest().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        value.put(header);
        number(value, job.length);
        value.put(job);
        number(value, 0);
        number(value, rank);
        number(value, step);
        if (Double.isNaN(measured.epoch())) {
            number(value, 0);
        } else {
            number(value, 1);
            value.putDouble(measured.epoch());
        }
        number(value, timeMillis);
        value.put(measured.rest());
        return Arrays.copyOf(value.array(), value.position());
    }

    /** Avro's variable-length integer. */
    private static void number(ByteBuffer to, long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            to.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }
}
