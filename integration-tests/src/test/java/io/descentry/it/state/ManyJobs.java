package io.descentry.it.state;

import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.avro.StepSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Healthy jobs of one convolutional classifier with 8 statistics of each layer, on hosts of one cluster. */
final class ManyJobs {
    private static final int JOBS_OF_A_HOST = 4;
    private static final int HOSTS_OF_A_RACK = 16;
    private static final double LOSS = 0.9;

    private final int layers;

    ManyJobs(int layers) {
        this.layers = layers;
    }

    /** Ids are equally long. */
    static String id(int job) {
        return String.format(Locale.ROOT, "job-%07d", job);
    }

    /** The same bytes with the id of a job in the place of that of the first one, wherever it stands. */
    static byte[] under(int job, byte[] template) {
        byte[] first = id(0).getBytes(StandardCharsets.UTF_8);
        byte[] id = id(job).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = template.clone();
        for (int i = 0; i + first.length <= bytes.length; i++) {
            if (bytes[i] == first[0] && Arrays.equals(bytes, i, i + first.length, first, 0, first.length)) {
                System.arraycopy(id, 0, bytes, i, id.length);
            }
        }
        return bytes;
    }

    JobDescription description(int job, Instant time) {
        int host = job / JOBS_OF_A_HOST;
        List<LayerDescription> described = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            boolean last = layer == layers - 1;
            described.add(LayerDescription.newBuilder()
                    .setName("layers." + layer + ".weight")
                    .setKind(last ? "linear" : layer % 2 == 0 ? "conv2d" : "batchnorm2d")
                    .setActivation(last ? "none" : "relu")
                    .build());
        }
        return JobDescription.newBuilder()
                .setJobId(id(job))
                .setState(JobState.RUNNING)
                .setTime(time)
                .setProject("project-" + job % 100)
                .setCluster("cluster")
                .setImage("image-" + job % 10)
                .setDataset("dataset-" + job % 50)
                .setModel("cnn")
                .setTask("classification")
                .setLossKind("cross_entropy")
                .setNumClasses(10)
                .setOptimizer("sgd")
                .setLearningRate(0.1)
                .setBatchSize(64)
                .setWorldSize(1)
                .setRanks(List.of(RankPlacement.newBuilder()
                        .setRank(0)
                        .setHost(String.format(Locale.ROOT, "host-%06d", host))
                        .setRack(String.format(Locale.ROOT, "rack-%05d", host / HOSTS_OF_A_RACK))
                        .build()))
                .setLayers(described)
                .build();
    }

    /** The numbers of a step are the same for all jobs. */
    StepSummary step(int job, long step, Instant time) {
        var random = new Random(step);
        double noise = 1 + 0.05 * random.nextGaussian();
        return StepSummary.newBuilder()
                .setJobId(id(job))
                .setStep(step)
                .setEpoch(1.0)
                .setTime(time)
                .setLoss(LOSS * noise)
                .setLearningRate(0.1)
                .setBatchSize(64)
                .setGradNorm(1.1 * noise)
                .setLogitAbsMax(6 * noise)
                .setMeanMaxProbability(0.6)
                .setLabelEntropy(2.2)
                .setInputMean(0.0)
                .setInputStd(1.0)
                .setInputAbsMax(3.0)
                .setInputNonfinite(0L)
                .setLayers(LayerStatistics.newBuilder()
                        .setGradNorm(around(0.1f, random))
                        .setGradNonfinite(each(0))
                        .setWeightNorm(each(10))
                        .setWeightNonfinite(each(0))
                        .setUpdateNorm(around(0.01f, random))
                        .setActivationZeroFraction(each(0.5f))
                        .setActivationSaturatedFraction(each(0))
                        .setActivationNonfinite(each(0))
                        .build())
                .build();
    }

    private List<Float> each(float value) {
        return IntStream.range(0, layers).mapToObj(layer -> value).toList();
    }

    private List<Float> around(float level, Random random) {
        return IntStream.range(0, layers)
                .mapToObj(layer -> level * (float) Math.exp(0.1 * random.nextGaussian()))
                .toList();
    }
}
