package io.descentry.benchmarks.load;

import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.Runs;
import io.descentry.corpus.TrainerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The courses that jobs take. */
final class Courses {
    private static final int DIFFERENT = 512;
    private static final double LOSS = 0.9;
    private static final long PLANNED = 1L << 40;

    private final StepBytes bytes;

    Courses(StepBytes bytes) {
        this.bytes = bytes;
    }

    /** A healthy convolutional classifier with all scalars and 8 statistics of each layer, 512 different steps in turn. */
    Course written(int layers, int ranks) {
        Random random = new Random(layers);
        List<StepBytes.Measured> steps = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            steps.add(bytes.measured(
                    scalars(random).setLayers(statistics(layers, random)).build()));
        }
        StepSummary faulty = scalars(random)
                .setLoss(Double.NaN)
                .setGradNorm(Double.NaN)
                .setLayers(statistics(layers, random))
                .build();
        StepSummary other = scalars(random).build();
        return new Course(description(layers, ranks), steps, true, bytes.measured(other), bytes.measured(faulty));
    }

    /** The healthy recorded runs of one rank in a directory. */
    List<Course> recorded(Path directory) throws IOException {
        Set<String> healthy = Labels.read(directory).all().stream()
                .filter(Label::healthy)
                .map(Label::run)
                .collect(Collectors.toSet());
        List<Course> courses = new ArrayList<>();
        for (Run run : Runs.in(directory)) {
            if (healthy.contains(run.name())) {
                courses.add(recorded(run));
            }
        }
        return courses;
    }

    private Course recorded(Run run) throws IOException {
        JobDescription job = null;
        List<StepBytes.Measured> steps = new ArrayList<>();
        try (RunReader reader = run.open()) {
            for (TrainerRecord next = reader.read(); next != null; next = reader.read()) {
                if (next instanceof TrainerRecord.Job described && job == null) {
                    job = described.value();
                } else if (next instanceof TrainerRecord.Step step
                        && step.value().getRank() == 0) {
                    steps.add(bytes.measured(step.value()));
                }
            }
        }
        if (job == null || steps.isEmpty()) {
            throw new IOException(run.file() + " has no description or no steps");
        }
        return new Course(job, steps, false, steps.get(0), steps.get(0));
    }

    private static JobDescription description(int layers, int ranks) {
        List<LayerDescription> named = IntStream.range(0, layers)
                .mapToObj(i -> LayerDescription.newBuilder()
                        .setName("layer" + i)
                        .setKind(i == layers - 1 ? "linear" : i % 2 == 0 ? "conv2d" : "batchnorm2d")
                        .setActivation(i == layers - 1 ? "none" : "relu")
                        .build())
                .toList();
        return JobDescription.newBuilder()
                .setJobId("")
                .setTime(Instant.EPOCH)
                .setState(JobState.RUNNING)
                .setModel("cnn")
                .setTask("classification")
                .setLossKind("cross_entropy")
                .setNumClasses(10)
                .setOptimizer("sgd")
                .setLearningRate(0.1)
                .setBatchSize(64)
                .setExpectedSteps(PLANNED)
                .setWorldSize(ranks)
                .setLayers(named)
                .build();
    }

    private static StepSummary.Builder scalars(Random random) {
        double noise = 1 + 0.05 * random.nextGaussian();
        return StepSummary.newBuilder()
                .setJobId("")
                .setStep(0)
                .setTime(Instant.EPOCH)
                .setEpoch(1.0)
                .setLoss(LOSS * noise)
                .setLossTerms(Map.of("data", LOSS * noise - 0.05, "regularization", 0.05))
                .setGradNorm(1.1 * noise)
                .setLearningRate(0.1)
                .setBatchSize(64)
                .setLogitAbsMax(6 * noise)
                .setMeanMaxProbability(0.6)
                .setLabelEntropy(2.2 + 0.02 * random.nextGaussian())
                .setInputMean(0.0)
                .setInputStd(1.0)
                .setInputAbsMax(3.0)
                .setInputNonfinite(0L);
    }

    private static LayerStatistics statistics(int layers, Random random) {
        return LayerStatistics.newBuilder()
                .setGradNorm(column(layers, 0.1f, random))
                .setGradNonfinite(column(layers, 0, random))
                .setWeightNorm(IntStream.range(0, layers).mapToObj(i -> 10f).toList())
                .setWeightNonfinite(column(layers, 0, random))
                .setUpdateNorm(column(layers, 0.01f, random))
                .setActivationZeroFraction(
                        IntStream.range(0, layers).mapToObj(i -> 0.5f).toList())
                .setActivationSaturatedFraction(column(layers, 0, random))
                .setActivationNonfinite(column(layers, 0, random))
                .build();
    }

    private static List<Float> column(int layers, float level, Random random) {
        return IntStream.range(0, layers)
                .mapToObj(i -> level * (float) Math.exp(0.1 * random.nextGaussian()))
                .toList();
    }
}
