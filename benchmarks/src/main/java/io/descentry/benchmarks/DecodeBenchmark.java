package io.descentry.benchmarks;

import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.reading.StepReading;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.ReadStep;
import io.descentry.topology.StepDecoder;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to read one step from the wire, its key compared, by number of layers of 8 statistics each; by our decoder and by
 * the reader that Avro generates. Figures: docs/performance.md.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeBenchmark {
    /** Some 1 MB for 50 layers: more than the nearest caches hold. */
    private static final int DIFFERENT = 512;

    private static final String JOB = "resnet50-imagenet-2026-01-17-a";

    @Param({"10", "50", "500"})
    public int layers;

    @Param({"own", "generated"})
    public String decoder;

    private final byte[] key = JOB.getBytes(StandardCharsets.UTF_8);
    private final byte[][] wires = new byte[DIFFERENT][];
    private RecordDecoder<ReadStep> decoders;
    private int next;

    @Setup
    public void encode() throws Exception {
        InMemorySchemaRegistry registry = InMemorySchemaRegistry.withOurSchemas();
        RecordEncoder<StepSummary> encoder = new RecordEncoder<>(Topic.STEPS, registry);
        Random random = new Random(layers);
        for (int i = 0; i < DIFFERENT; i++) {
            wires[i] = encoder.encode(step(i, random));
        }
        decoders = decoder.equals("own") ? StepDecoder.of(registry) : StepDecoder.generated(registry);
    }

    @Benchmark
    public StepReading decode() throws Exception {
        ReadStep step = decoders.decode(wires[next++ & (DIFFERENT - 1)]);
        if (!step.isOf(key)) {
            throw new IllegalStateException("another job");
        }
        return step.reading();
    }

    private StepSummary step(int i, Random random) {
        return StepSummary.newBuilder()
                .setJobId(JOB)
                .setStep(i)
                .setTime(Instant.ofEpochMilli(1_767_225_600_000L + 100L * i))
                .setEpoch(1.0)
                .setLoss(0.9 + 0.05 * random.nextGaussian())
                .setLossTerms(Map.of("data", 0.85, "regularization", 0.05))
                .setLearningRate(0.1)
                .setBatchSize(64)
                .setGradNorm(1.1)
                .setStepTimeMs(100.0)
                .setLogitAbsMax(6.0)
                .setMeanMaxProbability(0.6)
                .setLabelEntropy(2.2)
                .setInputMean(0.0)
                .setInputStd(1.0)
                .setInputAbsMax(3.0)
                .setInputNonfinite(0L)
                .setLayers(LayerStatistics.newBuilder()
                        .setGradNorm(column(random))
                        .setGradNonfinite(column(random))
                        .setWeightNorm(column(random))
                        .setWeightNonfinite(column(random))
                        .setUpdateNorm(column(random))
                        .setActivationZeroFraction(column(random))
                        .setActivationSaturatedFraction(column(random))
                        .setActivationNonfinite(column(random))
                        .build())
                .build();
    }

    private List<Float> column(Random random) {
        List<Float> column = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            column.add((float) Math.exp(random.nextGaussian()));
        }
        return column;
    }
}
