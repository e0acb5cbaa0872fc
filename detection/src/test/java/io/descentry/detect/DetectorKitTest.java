package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered detector promises, on arbitrary runs from seeded generators. */
class DetectorKitTest {
    private static final int SEEDS = 3;
    private static final int RECORDS = 1500;

    /** Bytes of what a detector and all of them together remember, but for windows that settings make longer. */
    private static final int MOST_MEMORY = 1200;

    private static final int MOST_RUN = 6000;

    /** Readings within which no answer but "not yet" or "well" can be right. A rule about a level needs a level first. */
    private static final Map<Kind, Integer> FIRST_READINGS = Map.ofEntries(
            Map.entry(Kind.LOSS_SPIKE, 64),
            Map.entry(Kind.LOSS_DIVERGENCE, 16),
            Map.entry(Kind.GRADIENT_VANISHING, 32),
            Map.entry(Kind.UPDATE_RATIO_HIGH, 31),
            Map.entry(Kind.UPDATE_RATIO_LOW, 31),
            Map.entry(Kind.DEAD_RELU, 15),
            Map.entry(Kind.SATURATED_ACTIVATION, 23),
            Map.entry(Kind.COLLAPSED_LOSS, 23),
            Map.entry(Kind.PLATEAU_FROM_START, 16),
            Map.entry(Kind.PLATEAU_MID, 159),
            Map.entry(Kind.OSCILLATION, 63),
            Map.entry(Kind.UNDERFITTING, 16),
            Map.entry(Kind.REGULARIZATION_DOMINATES, 15),
            Map.entry(Kind.MULTITASK_IMBALANCE, 15),
            Map.entry(Kind.CLASS_IMBALANCE, 15),
            Map.entry(Kind.UNCHANGED_WEIGHTS, 8),
            Map.entry(Kind.ZERO_INIT, 7));

    /** Kinds whose answer depends on the unit of the loss, and why. */
    private static final Map<Kind, String> BOUND_TO_UNITS = Map.of(
            Kind.IMPOSSIBLE_LOSS, "rounding is a fixed amount of a loss that has a bound",
            Kind.BAD_INITIAL_LOSS, "compares with the loss of guessing, which is in nats",
            Kind.COLLAPSED_LOSS, "0.0000 nats mean that nothing is left to learn",
            Kind.LABEL_MISALIGNMENT, "compares with the loss of guessing, which is in nats",
            Kind.GRADIENT_EXPLOSION, "a norm that is known by its damage must be large by itself");

    static Stream<Detector<?>> detectors() {
        return Catalogue.standard().detectors().stream().<Detector<?>>map(Tuned::detector);
    }

    static Stream<Detector<?>> detectorsFreeOfUnits() {
        return detectors().filter(detector -> !BOUND_TO_UNITS.containsKey(detector.kind()));
    }

    static Stream<Detector<?>> detectorsOfLevels() {
        return detectors().filter(detector -> FIRST_READINGS.containsKey(detector.kind()));
    }

    @Test
    void everyKindIsLookedForByTheDetectorThatNamesIt() {
        assertThat(detectors().map(Detector::kind)).containsExactly(Kind.values());
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void arbitraryRecordsAreAnsweredSoundly(Detector<?> detector) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Bench<?> bench = Bench.of(detector, Wild.facts(new Random(seed)));
            for (Wild.Event event : Wild.events(seed, RECORDS)) {
                Optional<Judgement> answer = bench.take(event);
                if (answer.isPresent() && answer.get() instanceof Judgement.Firing firing) {
                    assertSound(firing, event, detector.kind());
                }
            }
            assertThat(bench.memory()).as("memory of %s", detector).hasSizeLessThan(MOST_MEMORY);
            assertThat(bench.run()).hasSizeLessThan(MOST_RUN);
        }
    }

    @Test
    void arbitraryRecordsReachTheEndOfNearlyAllRules() {
        EnumSet<Kind> silent = EnumSet.noneOf(Kind.class);
        detectors().filter(Bench::asks).forEach(detector -> silent.add(detector.kind()));
        for (int seed = 0; seed < 50; seed++) {
            List<Wild.Event> events = Wild.events(seed, 800);
            for (Kind kind : List.copyOf(silent)) {
                Bench<?> bench = Bench.of(Catalogue.standard().of(kind).detector(), Wild.facts(new Random(seed)));
                for (Wild.Event event : events) {
                    Optional<Judgement> answer = bench.take(event);
                    if (answer.isPresent() && answer.get() instanceof Judgement.Firing) {
                        silent.remove(kind);
                        break;
                    }
                }
            }
        }
        assertThat(silent).as("kinds that need more than chance").hasSizeLessThanOrEqualTo(10);
    }

    private static long stepOf(Wild.Event event) {
        if (event instanceof Wild.Told told) {
            return told.note().timeMillis() / 1000;
        }
        return event instanceof Wild.Step s
                ? s.reading().step()
                : ((Wild.Evaluation) event).reading().step();
    }

    private static void assertSound(Judgement.Firing firing, Wild.Event event, Kind kind) {
        long step = stepOf(event);
        boolean placed = firing.rank() >= -1
                && firing.rank() <= 1
                && firing.layer() >= -1
                && firing.layer() < Wild.MOST_LAYERS
                && firing.firstStep() >= 0
                && firing.firstStep() <= step;
        boolean told = firing.severity() != null
                && !firing.subject().isBlank()
                && !firing.evidence().isEmpty();
        for (Evidence evidence : firing.evidence()) {
            String text = evidence.text();
            told &= !evidence.series().isBlank()
                    && text.startsWith(evidence.series())
                    && !text.contains("null")
                    && evidence.step() >= 0
                    && evidence.step() <= step
                    && evidence.windowSteps() >= 0;
        }
        if (!placed || !told) {
            fail("%s at %d: %s", kind, step, firing);
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void replayingAPrefixGivesTheSameAnswersAndTheSameState(Detector<?> detector) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Wild.Event> events = Wild.events(seed, RECORDS);
            Bench<?> whole = Bench.of(detector, Wild.facts(new Random(seed)));
            Bench<?> prefix = Bench.of(detector, Wild.facts(new Random(seed)));
            int n = new Random(seed).nextInt(events.size());
            for (Wild.Event event : events.subList(0, n)) {
                assertSame(prefix.take(event), whole.take(event));
            }
            assertThat(prefix.memory()).isEqualTo(whole.memory());
            assertThat(prefix.run()).isEqualTo(whole.run());
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aRestartAtAnyPointChangesNothing(Detector<?> detector) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random points = new Random(seed);
            Bench<?> whole = Bench.of(detector, Wild.facts(new Random(seed)));
            Bench<?> restarted = Bench.of(detector, Wild.facts(new Random(seed)));
            for (Wild.Event event : Wild.events(seed, RECORDS)) {
                if (points.nextInt(20) == 0) {
                    restarted.restart();
                }
                assertSame(restarted.take(event), whole.take(event));
            }
            assertThat(restarted.memory()).isEqualTo(whole.memory());
            assertThat(restarted.run()).isEqualTo(whole.run());
        }
    }

    /** Assertions cost far more than what they compare. */
    private static void assertSame(Optional<Judgement> answer, Optional<Judgement> expected) {
        if (!answer.equals(expected)) {
            assertThat(answer).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void whatItRemembersSurvivesAChangeOfAnyOfItsSettings(Detector<?> detector) {
        List<Wild.Event> events = Wild.events(9, 600);
        Bench<?> bench = Bench.of(detector, Play.FACTS);
        events.subList(0, 400).forEach(bench::take);
        for (Setting setting : Catalogue.settings()) {
            if (!setting.kind().equals(detector.kind().id()) || setting.type() == Setting.Type.SEVERITY) {
                continue;
            }
            for (double value : others(setting)) {
                Catalogue.Change change = Catalogue.standard().with(Map.of(setting.key(), text(setting, value)));
                Bench<?> other =
                        bench.with(change.catalogue().of(detector.kind()).detector());
                other.restart();
                events.subList(400, 600).forEach(other::take);
                bench.with(detector).restart();
            }
        }
    }

    private static List<Double> others(Setting setting) {
        double standard = setting.type() == Setting.Type.YES_OR_NO ? 1 : Double.parseDouble(setting.standard());
        return Stream.of(standard / 2, standard * 2, setting.least(), setting.most())
                .filter(value -> value <= 100_000)
                .toList();
    }

    private static String text(Setting setting, double value) {
        return switch (setting.type()) {
            case YES_OR_NO -> Boolean.toString(value != 0);
            case WHOLE_NUMBER -> Long.toString(Math.round(value));
            default -> Double.toString(value);
        };
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void oddNumbersLeaveNothingThatDoesNotPass(Detector<?> detector) {
        Bench<?> spared = Bench.of(detector, Play.FACTS);
        Bench<?> struck = Bench.of(detector, Play.FACTS);
        for (StepReading reading : well(0, 200)) {
            spared.judgeWithEvaluations(reading, 0.5);
            struck.judgeWithEvaluations(reading, 0.5);
        }
        double[] odd = {1e308, -1e308, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1e308};
        for (int i = 0; i < odd.length; i++) {
            struck.judgeWithEvaluations(everything(200 + i, odd[i]), odd[i]);
        }
        for (StepReading reading : well(210, 1500)) {
            spared.judgeWithEvaluations(reading, 0.5);
            struck.judgeWithEvaluations(reading, 0.5);
        }
        assertThat(struck.notFinite()).isLessThanOrEqualTo(spared.notFinite());
        assertThat(struck.notFiniteOfRun()).isLessThanOrEqualTo(spared.notFiniteOfRun());
    }

    private static List<StepReading> well(long first, int n) {
        return new Play()
                .with(Series.LOSS, "4>1x100 1~0.1x" + (n - 100))
                .with(Series.GRAD_NORM, "1~0.3x" + n)
                .with(Series.LEARNING_RATE, "0.1")
                .with(Series.LABEL_ENTROPY, "2~0.02x" + n)
                .with(Series.BATCH_SIZE, "32")
                .with(Series.INPUT_MEAN, "0.1~0.1x" + n)
                .with(Series.INPUT_STD, "1")
                .term("data", "1~0.1x" + n)
                .term("regularization", "0.1")
                .updateRatio("0.003~0.2x" + n)
                .from(first)
                .readings();
    }

    private static StepReading everything(long step, double value) {
        String text = Double.toString(value).replace("Infinity", "Inf");
        Play play = new Play().from(step).term("data", text).term("regularization", text);
        for (Series series : Series.values()) {
            play.with(series, text);
        }
        for (LayerSeries series : LayerSeries.values()) {
            play.column(series, text);
        }
        return play.readings().get(0);
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
        Bench<?> bench = Bench.of(detector, Play.FACTS);
        assertThat(constant.stream().flatMap(r -> bench.judgeWithEvaluations(r, 0.5).stream()))
                .noneMatch(Judgement.Firing.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("detectorsOfLevels")
    void noRuleAboutALevelFiresBeforeItHasOne(Detector<?> detector) {
        int first = FIRST_READINGS.getOrDefault(detector.kind(), 0);
        for (int seed = 0; seed < 80; seed++) {
            Bench<?> bench = Bench.of(detector, Wild.facts(new Random(seed)));
            int seen = 0;
            for (Wild.Event event : Wild.events(seed, first)) {
                seen += event instanceof Wild.Step step && step.reading().rank() == 0 ? 1 : 0;
                Optional<Judgement> answer = bench.take(event);
                if (seen > first) {
                    break;
                }
                if (answer.isPresent() && answer.get() instanceof Judgement.Firing firing) {
                    fail("reading %d of seed %d: %s", seen, seed, firing);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("detectorsFreeOfUnits")
    void theUnitOfTheLossDoesNotMatter(Detector<?> detector) {
        JobFacts noChance = Play.facts("multitask", "mse", 0, 4000, false);
        for (int seed = 0; seed < SEEDS; seed++) {
            // Powers of two: every digit stays, so that answers must be the same to the last.
            String plain = marks(detector, seed, 1, noChance);
            assertThat(marks(detector, seed, 1024, noChance)).isEqualTo(plain);
            assertThat(marks(detector, seed, 1.0 / 1024, noChance)).isEqualTo(plain);
        }
    }

    private static String marks(Detector<?> detector, int seed, double unit, JobFacts facts) {
        Bench<?> bench = Bench.of(detector, facts);
        List<Judgement> answers = new ArrayList<>();
        for (Wild.Event event : Wild.finite(seed, RECORDS)) {
            if (!(event instanceof Wild.Description)) {
                bench.take(in(event, unit)).ifPresent(answers::add);
            }
        }
        return Play.marks(answers);
    }

    /** The same record with losses and gradients in another unit. */
    private static Wild.Event in(Wild.Event event, double unit) {
        if (event instanceof Wild.Step step) {
            return new Wild.Step(in(step.reading(), unit));
        }
        if (event instanceof Wild.Evaluation evaluation) {
            EvalReading r = evaluation.reading();
            return new Wild.Evaluation(new EvalReading(
                    r.attempt(), r.step(), r.timeMillis(), r.split(), r.hasLoss(), unit * r.loss(), r.metrics()));
        }
        return event instanceof Wild.Told told ? new Wild.Told(WildNotes.in(told.note(), unit)) : event;
    }

    private static StepReading in(StepReading r, double unit) {
        Scalars scalars = new Scalars();
        for (Series series : Series.values()) {
            if (r.has(series)) {
                boolean scales = series == Series.LOSS || series == Series.GRAD_NORM;
                scalars.with(series, r.value(series) * (scales ? unit : 1));
            }
        }
        Terms terms = new Terms();
        for (int i = 0; i < r.lossTerms().size(); i++) {
            terms.put(r.lossTerms().name(i), unit * r.lossTerms().value(i));
        }
        float[][] columns = new float[LayerSeries.values().length][];
        for (LayerSeries series : LayerSeries.values()) {
            float[] column = r.layers().column(series).clone();
            for (int i = 0; i < column.length && series == LayerSeries.GRAD_NORM; i++) {
                column[i] *= (float) unit;
            }
            columns[series.ordinal()] = column;
        }
        return new StepReading(
                r.attempt(),
                r.rank(),
                r.step(),
                r.timeMillis(),
                r.skipped(),
                r.clipped(),
                scalars,
                terms,
                LayerColumns.of(columns));
    }
}
