package io.descentry.reading;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one attempt of a job from its description.
 *
 * @param learningRate configured rate; NaN if unknown
 * @param batchSize samples per optimizer step; 0 if unknown
 * @param numClasses classes or vocabulary size; 0 if unknown
 * @param warmupSteps steps of rising learning rate; -1 if unknown
 * @param expectedSteps planned steps; -1 if unknown
 * @param worldSize number of ranks; 0 if unknown
 * @param layers in forward order; empty if unknown
 * @param ranks placements that are known, in any order
 * @param settings detector settings of this job alone
 * @param origin what it is made of and compared with
 */
public record JobFacts(
        String jobId,
        int attempt,
        State state,
        long timeMillis,
        @Nullable String name,
        @Nullable String project,
        @Nullable String owner,
        @Nullable String cluster,
        Map<String, String> labels,
        @Nullable String model,
        @Nullable String task,
        @Nullable String lossKind,
        int numClasses,
        @Nullable String optimizer,
        double learningRate,
        int batchSize,
        @Nullable String precision,
        long warmupSteps,
        long expectedSteps,
        int worldSize,
        List<Layer> layers,
        List<Placement> ranks,
        Map<String, String> settings,
        Origin origin) {

    /** What many jobs have in common is remembered once: their layers and the words that describe them. */
    public JobFacts {
        layers = LayerList.of(layers);
        project = shared(project);
        owner = shared(owner);
        cluster = shared(cluster);
        model = shared(model);
        task = shared(task);
        lossKind = shared(lossKind);
        optimizer = shared(optimizer);
        precision = shared(precision);
    }

    private static @Nullable String shared(@Nullable String word) {
        return word == null ? null : word.intern();
    }

    /** Where the attempt stands. */
    public enum State {
        RUNNING,
        FINISHED,
        FAILED,
        CANCELLED
    }

    /**
     * One layer with parameters.
     *
     * @param frozen whether it is not trained on purpose
     * @param parameters number of its scalar parameters; -1 if unknown
     */
    public record Layer(
            String name, @Nullable String kind, @Nullable String activation, boolean frozen, long parameters) {

        /** A layer of unknown size. */
        public Layer(String name, @Nullable String kind, @Nullable String activation, boolean frozen) {
            this(name, kind, activation, frozen, -1);
        }
    }

    /** Where one rank runs; what nobody told is null. */
    public record Placement(
            int rank,
            @Nullable String host,
            @Nullable String device,
            @Nullable String rack) {

        /** A rank in an unknown rack. */
        public Placement(int rank, @Nullable String host, @Nullable String device) {
            this(rank, host, device, null);
        }
    }

    /**
     * What a job is made of; what nobody told is null.
     *
     * @param image container image or code version
     * @param dataset data set and its version
     * @param referenceJob id of the run to compare with layer by layer
     */
    public record Origin(
            @Nullable String image,
            @Nullable String dataset,
            @Nullable String referenceJob) {
        public static final Origin UNKNOWN = new Origin(null, null, null);

        /** Images and data sets are those of many jobs. */
        public Origin {
            image = shared(image);
            dataset = shared(dataset);
        }
    }

    /** A job of which nothing but its records is known yet. */
    public static JobFacts unknown(String jobId) {
        return new JobFacts(
                jobId,
                0,
                State.RUNNING,
                0,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                0,
                null,
                Double.NaN,
                0,
                null,
                -1,
                -1,
                0,
                List.of(),
                List.of(),
                Map.of(),
                Origin.UNKNOWN);
    }

    /** The same facts about something that runs in a cluster. */
    public JobFacts in(String of) {
        return new JobFacts(
                jobId,
                attempt,
                state,
                timeMillis,
                name,
                project,
                owner,
                of,
                labels,
                model,
                task,
                lossKind,
                numClasses,
                optimizer,
                learningRate,
                batchSize,
                precision,
                warmupSteps,
                expectedSteps,
                worldSize,
                layers,
                ranks,
                settings,
                origin);
    }

    /** The same facts about an attempt that is over. */
    public JobFacts ended(int ofAttempt, State end, long endMillis) {
        return new JobFacts(
                jobId,
                ofAttempt,
                end,
                endMillis,
                name,
                project,
                owner,
                cluster,
                labels,
                model,
                task,
                lossKind,
                numClasses,
                optimizer,
                learningRate,
                batchSize,
                precision,
                warmupSteps,
                expectedSteps,
                worldSize,
                layers,
                ranks,
                settings,
                origin);
    }

    /** Name of a layer by its place in forward order; its index in words while the description is missing. */
    public String layerName(int index) {
        return index < layers.size() ? layers.get(index).name() : "layer " + index;
    }
}
