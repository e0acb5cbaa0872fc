package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * @param fields any other field of StepSummary, or a column of LayerStatistics as a list, by its name there
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
        boolean skipped,
        @JsonAnySetter Map<String, JsonNode> fields) {
    Span {
        fields = Objects.requireNonNullElse(fields, Map.of());
    }

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
        return duration(after);
    }

    /** Time in which nothing comes at all; zero unless the span is that. */
    Duration silence() {
        return duration(clock);
    }

    /** Of a text such as {@code 2s}; zero without one. */
    static Duration duration(@Nullable String text) {
        return text == null ? Duration.ZERO : Duration.parse("PT" + text.strip());
    }
}
