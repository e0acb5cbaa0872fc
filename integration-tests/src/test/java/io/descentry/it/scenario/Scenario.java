package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A story: what a job sends and the alerts that must come of it.
 *
 * @param story the claim, in one sentence
 * @param job the description sent first; none if absent
 * @param records what is sent then, in this order
 * @param alerts the changes of alerts that are published, in this order, as {@link Told} writes them
 * @param deadLetters reason codes of the dead letters, in this order
 */
record Scenario(
        String story,
        @Nullable Job job,
        List<Span> records,
        List<String> alerts,
        @JsonProperty("dead_letters") List<String> deadLetters) {
    private static final ObjectMapper YAML = new YAMLMapper();

    Scenario {
        records = List.copyOf(records);
        alerts = Objects.requireNonNullElse(alerts, List.of());
        deadLetters = Objects.requireNonNullElse(deadLetters, List.of());
    }

    /** What the description says; all but the names of the layers may be left out. */
    record Job(
            List<String> layers,
            @JsonProperty("loss_kind") @Nullable String lossKind,
            @JsonProperty("world_size") int worldSize,
            @JsonProperty("warmup_steps") @Nullable Long warmupSteps,
            @JsonProperty("expected_steps") @Nullable Long expectedSteps) {
        Job {
            layers = Objects.requireNonNullElse(layers, List.of());
            worldSize = worldSize == 0 ? 1 : worldSize;
        }
    }

    /**
     * Steps from-to, one evaluation, or the end of the attempt.
     *
     * @param steps {@code 0-119} or {@code 120}
     * @param eval step of an evaluation
     * @param end FINISHED, FAILED or CANCELLED
     * @param rank who sends; 0 if left out
     * @param ranks several who send each step in turn, all in the same second
     * @param attempt to which they belong; 0 if left out
     * @param noise standard deviation of the loss and the gradient norm, as a share of them
     * @param layers gradient norms of the layers
     * @param nonfinite counts of non-finite gradient elements of the layers
     * @param computeTime own time of the rank, milliseconds
     * @param digest hash of the parameters
     * @param skipped whether the optimizer skipped the step
     */
    record Span(
            @Nullable String steps,
            @Nullable Long eval,
            @Nullable String end,
            int rank,
            @Nullable List<Integer> ranks,
            int attempt,
            @Nullable String loss,
            @JsonProperty("grad_norm") @Nullable String gradNorm,
            @JsonProperty("learning_rate") @Nullable String learningRate,
            double noise,
            @Nullable List<Float> layers,
            @Nullable List<Float> nonfinite,
            @JsonProperty("compute_time") @Nullable String computeTime,
            @Nullable Long digest,
            boolean skipped) {

        /** All who send. */
        List<Integer> senders() {
            return ranks == null ? List.of(rank) : ranks;
        }
    }

    static Scenario read(Path file) {
        try {
            return YAML.readValue(file.toFile(), Scenario.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** All stories of the directory, sorted by name. */
    static List<Path> files() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/scenarios"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
