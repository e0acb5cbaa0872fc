package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.reading.LayerSeries;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import io.descentry.wire.UndecodableException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The decoder of steps and the reader that Avro generates say the same of all bytes, and the decoder leaves nothing behind. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StepDecoderTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Random random = new Random(20);
    private final EvolvedSteps steps = new EvolvedSteps(random);

    @Test
    void everyFieldOfOursIsReadWithoutAvro() {
        List<StepField> fields = StepField.of(StepSummary.getClassSchema()).orElseThrow();
        assertThat(fields).hasSize(StepSummary.getClassSchema().getFields().size() - 1 + LayerSeries.values().length);
        assertThat(fields)
                .noneMatch(field -> field.sort() == StepField.Sort.UNKNOWN)
                .allMatch(field -> field.sort() != StepField.Sort.COLUMN || field.column() != null)
                .allMatch(field -> (field.sort() != StepField.Sort.DOUBLE
                                && field.sort() != StepField.Sort.INT
                                && field.sort() != StepField.Sort.LONG
                                && field.sort() != StepField.Sort.DIGEST)
                        || field.series() != null);
    }

    @Test
    void recordsOfEvolvedWritersAreReadAlike() throws Exception {
        int own = 0;
        int accepted = 0;
        for (int i = 0; i < 600; i++) {
            Schema writer = steps.writer();
            own += StepField.of(writer).isPresent() ? 1 : 0;
            Pair pair = new Pair(writer);
            for (int k = 0; k < 8; k++) {
                accepted += pair.judge(steps.record(writer)).accepted() ? 1 : 0;
            }
        }
        assertThat(own).as("writers that are read without Avro").isBetween(200, 560);
        assertThat(accepted).isGreaterThan(3_000);
    }

    @Test
    void hostileBytesEndAlikeAndSoon() throws Exception {
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            Schema writer = steps.writer();
            Pair pair = new Pair(writer);
            byte[] honest = steps.record(writer);
            for (int k = 0; k < 100; k++) {
                byte[] hostile = switch (k % 4) {
                    case 0 -> Arrays.copyOf(honest, 5 + random.nextInt(honest.length));
                    case 1 -> flipped(honest);
                    case 2 -> overwritten(honest);
                    default -> noise();
                };
                accepted += pair.judge(hostile).accepted() ? 1 : 0;
            }
        }
        assertThat(accepted).isBetween(1_000, 25_000);
    }

    @Test
    void theIdOfTheJobIsComparedAsTextIs() throws Exception {
        List<byte[]> ids = new ArrayList<>();
        for (String id : List.of("job-1", "job-2", "job", "", "jöb", "j\uFFFDb", "漢\uD83D\uDE00")) {
            ids.add(id.getBytes(StandardCharsets.UTF_8));
        }
        ids.add(new byte[] {'j', (byte) 0xff, 'b'});
        ids.add(new byte[] {'j', (byte) 0xc3});
        ReadStep step = new ReadStep();
        for (byte[] id : ids) {
            byte[] around = new byte[id.length + 2];
            System.arraycopy(id, 0, around, 1, id.length);
            step.jobId(around, 1, id.length);
            for (byte[] key : ids) {
                byte[] text = new String(id, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                assertThat(step.isOf(key)).isEqualTo(Arrays.equals(text, key));
            }
        }
    }

    @Test
    void aStepLeavesNothingBehind() throws Exception {
        byte[][] wires = new byte[64][];
        RecordEncoder<StepSummary> encoder = new RecordEncoder<>(Topic.STEPS, InMemorySchemaRegistry.withOurSchemas());
        for (int i = 0; i < wires.length; i++) {
            wires[i] = encoder.encode(step(i, i % 2 == 0 ? 50 : 120));
        }
        RecordDecoder<ReadStep> decoder = StepDecoder.of(InMemorySchemaRegistry.withOurSchemas());
        byte[] job = "job-1".getBytes(StandardCharsets.UTF_8);
        long allocated = 0;
        for (int round = 0; round < 10; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                ReadStep step = decoder.decode(wires[i % wires.length]);
                if (!step.isOf(job) || step.reading().layers().layers() == 0) {
                    throw new AssertionError("another step");
                }
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated / 20_000.0).as("bytes a step").isLessThan(0.5);
    }

    private StepSummary step(int i, int layers) {
        List<Float> column = new ArrayList<>();
        for (int k = 0; k < layers; k++) {
            column.add(random.nextFloat());
        }
        return StepSummary.newBuilder()
                .setJobId("job-1")
                .setStep(i)
                .setTime(Instant.ofEpochMilli(i))
                .setLoss(0.5)
                .setGradNorm(1.5)
                .setBatchSize(64)
                .setParameterDigest(77L * i)
                .setLossTerms(Map.of("data", 0.4, "regularization", 0.1))
                .setLayers(LayerStatistics.newBuilder()
                        .setGradNorm(column)
                        .setGradNonfinite(column)
                        .setWeightNorm(column)
                        .setWeightNonfinite(column)
                        .setUpdateNorm(column)
                        .setActivationZeroFraction(column)
                        .setActivationSaturatedFraction(column)
                        .setActivationNonfinite(column)
                        .build())
                .build();
    }

    private byte[] flipped(byte[] honest) {
        byte[] damaged = honest.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            damaged[5 + random.nextInt(honest.length - 5)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    /** Puts a number of any size over what is there: a length, a count, a branch. */
    private byte[] overwritten(byte[] honest) {
        byte[] damaged = honest.clone();
        int from = 5 + random.nextInt(Math.min(40, honest.length - 5));
        int to = Math.min(honest.length, from + random.nextInt(10));
        for (int i = from; i < to; i++) {
            damaged[i] = (byte) 0xff;
        }
        if (to < honest.length) {
            damaged[to] = (byte) random.nextInt(0x80);
        }
        return damaged;
    }

    private byte[] noise() {
        byte[] noise = new byte[5 + random.nextInt(300)];
        random.nextBytes(noise);
        Arrays.fill(noise, 0, 4, (byte) 0);
        noise[4] = 1;
        return noise;
    }

    /** Both decoders for one writer. */
    private static final class Pair {
        private final RecordDecoder<ReadStep> own;
        private final RecordDecoder<ReadStep> generated;

        Pair(Schema writer) {
            own = StepDecoder.of(new OneWriter(writer));
            generated = StepDecoder.generated(new OneWriter(writer));
        }

        Outcome judge(byte[] wire) throws Exception {
            Outcome now = Outcome.of(own, wire);
            assertThat(now).isEqualTo(Outcome.of(generated, wire));
            long allocated = allocated(wire);
            assertThat(allocated).as("bytes for %d bytes", wire.length).isLessThan(40_000 + 200L * wire.length);
            return now;
        }

        private long allocated(byte[] wire) throws Exception {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                own.decode(wire);
            } catch (UndecodableException refused) {
                // Counts as well.
            }
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }
    }
}
