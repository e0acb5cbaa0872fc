package io.descentry.detect;

import io.descentry.reading.JobFacts;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes descriptions of jobs for tests, of which all is unknown that is not said. */
final class Described {
    private final String task;
    private int classes;
    private String optimizer = "sgd";
    private double rate = Double.NaN;
    private int batch;
    private int world = 1;
    private int attempt;
    private long warmupSteps = -1;
    private long expectedSteps = -1;
    private List<JobFacts.Layer> layers = List.of();

    private Described(String task) {
        this.task = task;
    }

    static Described job(String task) {
        return new Described(task);
    }

    Described classes(int n) {
        classes = n;
        return this;
    }

    Described optimizer(String name, double configuredRate) {
        optimizer = name;
        rate = configuredRate;
        return this;
    }

    Described batch(int size) {
        batch = size;
        return this;
    }

    Described world(int ranks) {
        world = ranks;
        return this;
    }

    Described attempt(int restarts) {
        attempt = restarts;
        return this;
    }

    Described warmupSteps(long steps) {
        warmupSteps = steps;
        return this;
    }

    Described expectedSteps(long steps) {
        expectedSteps = steps;
        return this;
    }

    /** Layers of these kinds, in forward order. */
    Described layers(String... kinds) {
        layers = IntStream.range(0, kinds.length)
                .mapToObj(i -> new JobFacts.Layer("layer" + i, kinds[i], "none", false))
                .toList();
        return this;
    }

    JobFacts facts() {
        return new JobFacts(
                "job",
                attempt,
                JobFacts.State.RUNNING,
                0,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                task,
                null,
                classes,
                optimizer,
                rate,
                batch,
                null,
                warmupSteps,
                expectedSteps,
                world,
                layers,
                List.of(),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }
}
