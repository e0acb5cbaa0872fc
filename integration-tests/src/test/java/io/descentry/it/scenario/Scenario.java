package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
     * Steps from-to, one evaluation, heartbeats, the end of the attempt, or time in which nothing comes.
     *
     * @param steps {@code 0-119} or {@code 120}
     * @param eval step of an evaluation
     * @param beats number of heartbeats
     * @param end FINISHED, FAILED or CANCELLED
     * @param clock for how long nothing comes, for example {@code 120s}
     * @param lagging whether the records of that time are merely late: the clock goes on, the job's time does not
     * @param every time between steps or heartbeats, for example {@code 2s}; 1 s, and 10 s for heartbeats, if left out
     * @param after time before the first record of the span, on top of {@code every}
     * @param rank who sends; 0 if left out
     * @param ranks several who send, each step one after the other: {@code 0-3}, {@code 0,2,3}, or {@code 4} for the first four
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
            @Nullable Integer beats,
            @Nullable String end,
            @Nullable String clock,
            boolean lagging,
            @Nullable String every,
            @Nullable String after,
            int rank,
            @Nullable String ranks,
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

        /** Who sends, in order. */
        List<Integer> senders() {
            if (ranks == null) {
                return List.of(rank);
            }
            if (!ranks.contains("-") && !ranks.contains(",")) {
                return IntStream.range(0, Integer.parseInt(ranks)).boxed().toList();
            }
            return Stream.of(ranks.split(","))
                    .map(part -> part.strip().split("-", 2))
                    .flatMap(ends -> IntStream.rangeClosed(
                                    Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                            .boxed())
                    .toList();
        }

        /** Time between two records. */
        Duration interval() {
            return every != null ? duration(every) : Duration.ofSeconds(beats == null ? 1 : 10);
        }

        /** Time in which nothing comes before the span. */
        Duration pause() {
            return after == null ? Duration.ZERO : duration(after);
        }

        /** Time in which nothing comes at all; zero unless the span is that. */
        Duration silence() {
            return clock == null ? Duration.ZERO : duration(clock);
        }

        private static Duration duration(String text) {
            return Duration.parse("PT" + text.strip());
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
