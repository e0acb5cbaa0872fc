package io.descentry.judge;

import static io.descentry.judge.Verdict.RejectReason.RANK_OUT_OF_RANGE;
import static io.descentry.judge.Verdict.RejectReason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.judge.Verdict.Judged;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.StepReading;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds that the schemas state: what reaches one is taken, what passes it is refused by name. */
class BoundsTest {
    private final JobJudge judge = new JobJudge();

    static Stream<Arguments> descriptions() {
        return Stream.of(
                Arguments.of("a job id", 1, 256, TOO_LARGE, by(n -> with(x(n), "n", 1, List.of(), List.of(), map(0)))),
                Arguments.of("a text", 0, 512, TOO_LARGE, by(n -> with("job", x(n), 1, List.of(), List.of(), map(0)))),
                Arguments.of(
                        "a world",
                        1,
                        65_536,
                        RANK_OUT_OF_RANGE,
                        by(n -> with("job", "n", n, List.of(), List.of(), map(0)))),
                Arguments.of(
                        "the rank of a placement",
                        0,
                        7,
                        RANK_OUT_OF_RANGE,
                        by(n -> with("job", "n", 8, List.of(at(n, "host")), List.of(), map(0)))),
                Arguments.of(
                        "a host",
                        0,
                        512,
                        TOO_LARGE,
                        by(n -> with("job", "n", 8, List.of(at(7, x(n))), List.of(), map(0)))),
                Arguments.of(
                        "placements of one rank",
                        0,
                        1,
                        TOO_LARGE,
                        by(n -> with("job", "n", 8, Collections.nCopies(n, at(3, null)), List.of(), map(0)))),
                Arguments.of(
                        "layers",
                        0,
                        20_000,
                        TOO_LARGE,
                        by(n -> with("job", "n", 1, List.of(), Collections.nCopies(n, layer("fc")), map(0)))),
                Arguments.of(
                        "a layer name",
                        1,
                        512,
                        TOO_LARGE,
                        by(n -> with("job", "n", 1, List.of(), List.of(layer(x(n))), map(0)))),
                Arguments.of(
                        "labels and settings",
                        0,
                        64,
                        TOO_LARGE,
                        by(n -> with("job", "n", 1, List.of(), List.of(), map(n)))),
                Arguments.of(
                        "the name of a label",
                        0,
                        512,
                        TOO_LARGE,
                        by(n -> with("job", "n", 1, List.of(), List.of(), Map.of(x(n), "v")))),
                Arguments.of(
                        "the value of a label",
                        0,
                        512,
                        TOO_LARGE,
                        by(n -> with("job", "n", 1, List.of(), List.of(), Map.of("k", x(n))))));
    }

    @ParameterizedTest(name = "{0}: {1} to {2}")
    @MethodSource("descriptions")
    void descriptions(String what, int least, int most, RejectReason reason, Function<Integer, JobFacts> facts) {
        assertThat(judge.describe(judge.remember("job"), facts.apply(least))).isInstanceOf(Judged.class);
        assertThat(judge.describe(judge.remember("job"), facts.apply(most))).isInstanceOf(Judged.class);
        assertRefused(judge.describe(judge.remember("job"), facts.apply(most + 1)), reason);
        if (least > 0 || reason == RANK_OUT_OF_RANGE) {
            assertRefused(judge.describe(judge.remember("job"), facts.apply(least - 1)), reason);
        }
    }

    @Test
    void stepsAndEvaluations() {
        assertThat(judge(terms(64))).isInstanceOf(Judged.class);
        assertThat(judge(Map.of(x(512), 1.0))).isInstanceOf(Judged.class);
        assertRefused(judge(terms(65)), TOO_LARGE);
        assertRefused(judge(Map.of(x(513), 1.0)), TOO_LARGE);

        assertThat(judge(x(512), terms(64))).isInstanceOf(Judged.class);
        assertRefused(judge(x(513), Map.of()), TOO_LARGE);
        assertRefused(judge("validation", terms(65)), TOO_LARGE);
        assertRefused(judge("validation", Map.of(x(513), 1.0)), TOO_LARGE);
    }

    @Test
    void aJobWhoseNameIsTooLongIsNotJudgedEither() {
        StepReading step = step(Map.of());
        assertThat(judge.judge(judge.remember(x(256)), step)).isInstanceOf(Judged.class);
        assertRefused(judge.judge(judge.remember(x(257)), step), TOO_LARGE);
        assertRefused(judge.judge(judge.remember(""), step), TOO_LARGE);
        assertRefused(judge.judge(judge.remember(x(257)), eval("validation", Map.of())), TOO_LARGE);
    }

    private Verdict judge(Map<String, Double> terms) {
        return judge.judge(judge.remember("job"), step(terms));
    }

    private Verdict judge(String split, Map<String, Double> metrics) {
        return judge.judge(judge.remember("job"), eval(split, metrics));
    }

    private static StepReading step(Map<String, Double> terms) {
        return new StepReading(0, 0, 1, 0, false, false, new Scalars(), terms, LayerColumns.none());
    }

    private static EvalReading eval(String split, Map<String, Double> metrics) {
        return new EvalReading(0, 1, 0, split, true, 1, metrics);
    }

    private static void assertRefused(Verdict verdict, RejectReason reason) {
        assertThat(verdict).isInstanceOfSatisfying(Rejected.class, r -> {
            assertThat(r.reason()).isEqualTo(reason);
            assertThat(r.detail()).isNotBlank();
        });
    }

    private static Function<Integer, JobFacts> by(Function<Integer, JobFacts> facts) {
        return facts;
    }

    private static String x(int n) {
        return "x".repeat(n);
    }

    private static Map<String, Double> terms(int n) {
        return map(n).keySet().stream().collect(Collectors.toMap(k -> k, k -> 1.0));
    }

    private static Map<String, String> map(int n) {
        return IntStream.range(0, n).boxed().collect(Collectors.toMap(i -> "key " + i, i -> "v"));
    }

    private static JobFacts.Placement at(int rank, @Nullable String host) {
        return new JobFacts.Placement(rank, host, null);
    }

    private static JobFacts.Layer layer(String name) {
        return new JobFacts.Layer(name, null, null, false);
    }

    private static JobFacts with(
            String jobId,
            String name,
            int worldSize,
            List<JobFacts.Placement> ranks,
            List<JobFacts.Layer> layers,
            Map<String, String> labels) {
        return new JobFacts(
                jobId,
                0,
                JobFacts.State.RUNNING,
                0,
                name,
                null,
                null,
                null,
                labels,
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
                worldSize,
                layers,
                ranks,
                labels,
                JobFacts.Origin.UNKNOWN);
    }
}
