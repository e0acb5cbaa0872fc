package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered detector promises. */
class DetectorKitTest {
    private static final int STEPS = 400;
    private static final double[] ODD = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1e308, Double.MIN_VALUE, 0, -0.0
    };

    static Stream<Detector<?>> detectors() {
        return Catalogue.standard().detectors().stream().<Detector<?>>map(Tuned::detector);
    }

    @Test
    void everyKindIsLookedForByTheDetectorThatNamesIt() {
        assertThat(detectors().map(Detector::kind)).containsExactly(Kind.values());
    }

    /** One detector at work on one run: the same readings give the same answers. */
    private static final class Bench<M extends Memory> {
        private final Detector<M> detector;
        private final JobFacts facts;
        private M memory;
        private RunContext run;

        Bench(Detector<M> detector, JobFacts facts) {
            this.detector = detector;
            this.facts = facts;
            memory = detector.remember();
            run = new RunContext(facts);
            run.resume(0);
        }

        List<Judgement> judge(StepReading reading) {
            run.observe(reading);
            if (detector instanceof StepDetector<M> steps) {
                return List.of(steps.judge(memory, run, reading));
            }
            if (reading.step() % 10 == 0 && detector instanceof EvalDetector<M> evals) {
                boolean measured = reading.has(Series.LOSS);
                EvalReading evaluation = new EvalReading(
                        0, reading.step(), 0, "validation", measured, reading.value(Series.LOSS), Map.of());
                run.observe(evaluation);
                return List.of(evals.judge(memory, run, evaluation));
            }
            return List.of();
        }

        byte[] state() {
            MemoryWriter out = new MemoryWriter();
            memory.sync(out);
            run.sync(out);
            return out.toBytes();
        }

        void restart() {
            MemoryReader in = new MemoryReader(state());
            memory = detector.remember();
            run = new RunContext(facts);
            memory.sync(in);
            run.sync(in);
            assertThat(in.isAtEnd()).isTrue();
        }
    }

    private static List<StepReading> wild() {
        return new Play()
                .with(Series.LOSS, "4>1~0.1x200 30x3 1~0.1x97 20x100")
                .with(Series.GRAD_NORM, "1~0.3x150 500 1~0.3x100 5000x3 1~0.3x146")
                .with(Series.LEARNING_RATE, "0.1x200 0.3x100 0.001x100")
                .with(Series.EPOCH, "1>9x300 1>3x100")
                .with(Series.LABEL_ENTROPY, "2~0.02x300 1.5~0.02x100")
                .updateRatio("0.003~0.2x150 0.5 0.003~0.2x249")
                .readings();
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void staysInAStateThatCanGoOnAfterOddNumbers(Detector<?> detector) {
        Bench<?> bench = new Bench<>(detector, Play.FACTS);
        Random random = new Random(3);
        for (int i = 0; i < STEPS; i++) {
            Play play = new Play();
            for (Series series : Series.values()) {
                if (random.nextInt(3) > 0) {
                    play.with(
                            series,
                            Double.toString(ODD[random.nextInt(ODD.length)])
                                    .replace("Infinity", "Inf")
                                    .replace("-Inf", "-1e308"));
                }
            }
            play.updateRatio(Double.toString(ODD[random.nextInt(2) * 5]));
            StepReading reading = play.with(Series.EPOCH, "1").readings().get(0);
            bench.judge(at(reading, i));
        }
        bench.restart();
        List<Judgement> after = new ArrayList<>();
        for (StepReading reading : wild()) {
            after.addAll(bench.judge(at(reading, STEPS + reading.step())));
        }
        assertThat(after).isNotEmpty();
    }

    private static StepReading at(StepReading reading, long step) {
        return new StepReading(
                reading.attempt(),
                reading.rank(),
                step,
                reading.timeMillis(),
                reading.skipped(),
                reading.clipped(),
                reading.scalars(),
                reading.lossTerms(),
                reading.layers());
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void replayingAPrefixGivesTheSameState(Detector<?> detector) {
        Bench<?> one = new Bench<>(detector, Play.FACTS);
        Bench<?> two = new Bench<>(detector, Play.FACTS);
        for (StepReading reading : wild()) {
            assertThat(one.judge(reading)).isEqualTo(two.judge(reading));
        }
        assertThat(one.state()).isEqualTo(two.state());
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aRestartAtAnyPointChangesNothing(Detector<?> detector) {
        Bench<?> whole = new Bench<>(detector, Play.FACTS);
        Bench<?> restarted = new Bench<>(detector, Play.FACTS);
        for (StepReading reading : wild()) {
            if (reading.step() % 7 == 0) {
                restarted.restart();
            }
            assertThat(restarted.judge(reading)).isEqualTo(whole.judge(reading));
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aConstantRunIsNeverIll(Detector<?> detector) {
        List<StepReading> constant = new Play()
                .with(Series.LOSS, "0.3x1200")
                .with(Series.GRAD_NORM, "1")
                .with(Series.LEARNING_RATE, "0.1")
                .updateRatio("0.001")
                .readings();
        assertThat(answers(detector, constant)).noneMatch(Judgement.Firing.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void noLevelRuleFiresInTheFirstReadings(Detector<?> detector) {
        List<StepReading> early = new Play()
                .with(Series.LOSS, "2 40 2 0.1 30 2~0.5x10")
                .with(Series.GRAD_NORM, "1 20 1~0.9x13")
                .updateRatio("0.01")
                .readings();
        assertThat(answers(detector, early)).noneMatch(Judgement.Firing.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void theUnitOfTheLossDoesNotMatter(Detector<?> detector) {
        List<StepReading> grams =
                new Play().with(Series.LOSS, "4>1x200 30x20 1~0.1x100").readings();
        List<StepReading> tons = new Play()
                .with(Series.LOSS, "4096>1024x200 30720x20 1024~0.1x100")
                .readings();
        JobFacts noChance = Play.facts("regression", "mse", 0, -1, false);
        assertThat(marks(detector, tons, noChance)).isEqualTo(marks(detector, grams, noChance));
    }

    private static List<Judgement> answers(Detector<?> detector, List<StepReading> readings) {
        Bench<?> bench = new Bench<>(detector, Play.FACTS);
        return readings.stream().flatMap(r -> bench.judge(r).stream()).toList();
    }

    private static List<Class<?>> marks(Detector<?> detector, List<StepReading> readings, JobFacts facts) {
        Bench<?> bench = new Bench<>(detector, facts);
        List<Class<?>> marks = new ArrayList<>();
        readings.forEach(r -> bench.judge(r).forEach(j -> marks.add(j.getClass())));
        return marks;
    }
}
