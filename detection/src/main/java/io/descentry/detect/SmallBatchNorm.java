package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while batch normalisation takes its statistics from very few samples of a replica. */
public record SmallBatchNorm(Params params) implements StepDetector<Hold> {
    /*
     * Mean and variance of n samples are off by about 1/sqrt(n), and running statistics for evaluation differ from those of
     * training the more. Group normalisation was made for that case: Wu and He, arXiv 1803.08494, whose figures turn at 16.
     */

    /** How few. */
    public record Params(
            @Parameter(
                    value = 16,
                    least = 2,
                    most = 1024,
                    doc = "samples of a replica below which statistics are poor",
                    source = "Wu and He 2018")
            int samples) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, samples);
        }
    }

    @Override
    public Kind kind() {
        return Kind.SMALL_BATCH_NORM;
    }

    @Override
    public Hold remember() {
        return new Hold();
    }

    @Override
    public Judgement judge(Hold hold, RunContext run, StepReading reading) {
        JobFacts facts = run.facts();
        double batch = facts.batchSize();
        if (batch <= 0 && reading.has(Series.BATCH_SIZE)) {
            batch = reading.value(Series.BATCH_SIZE);
        }
        if (!(batch >= 1)) {
            return abstain(NOT_MEASURED);
        }
        double samples = batch / Math.max(1, facts.worldSize());
        int layer = samples < params.samples() ? batchNorm(facts) : -1;
        return layer < 0 ? Judgement.CLEAR : firing(facts, layer, reading, samples);
    }

    /** The first trained layer that takes statistics over its own replica's batch, or -1. */
    private static int batchNorm(JobFacts facts) {
        for (int i = 0; i < facts.layers().size(); i++) {
            JobFacts.Layer layer = facts.layers().get(i);
            if (!layer.frozen() && (isOfKind(layer, "batchnorm") || isOfKind(layer, "batch_norm"))) {
                return i;
            }
        }
        return -1;
    }

    /** Looks at the kind as it is written: this is asked at every step, and making it lower case takes long. */
    private static boolean isOfKind(JobFacts.Layer layer, String start) {
        return layer.kind() != null && layer.kind().regionMatches(true, 0, start, 0, start.length());
    }

    private Judgement firing(JobFacts facts, int layer, StepReading reading, double samples) {
        return new Judgement.Firing(
                "layer:" + facts.layerName(layer),
                Kind.SMALL_BATCH_NORM.severity(),
                -1,
                layer,
                reading.step(),
                List.of(new Evidence(
                        "samples of a replica", reading.step(), samples, Double.NaN, params.samples(), 0)));
    }
}
