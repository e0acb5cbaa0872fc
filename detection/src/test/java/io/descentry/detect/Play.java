package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Plays written series to a detector and writes its answers as marks.
 *
 * <p>A series is a list of {@code 2.5} one value, {@code 2.5x64} the same 64 times, {@code 2.5~0.1x64} with 10 % of normal
 * noise (always the same), {@code 4>2x100} a geometric way from 4 to 2 in 100 values, {@code 1,3x50} a 1 and a 3 in turn, 50
 * times; {@code -} is not measured. The last value of a series that is too short goes on. Marks are w warming up, ? abstains for another reason, . clear, F fires, each with
 * the number of times in a row.
 */
@SuppressWarnings("StringSplitter")
final class Play {
    static final JobFacts FACTS = facts("classification", "cross_entropy", 10, -1, false);

    private final Map<Series, double[]> scalars = new TreeMap<>();
    private final Map<LayerSeries, double[][]> columns = new TreeMap<>();
    private final Map<String, double[]> terms = new TreeMap<>();
    private double[] updateRatio = {};
    private boolean[] skipped = {};
    private boolean clipped;
    private long first;
    private long stride = 1;
    private JobFacts facts = FACTS;

    static JobFacts facts(String task, String lossKind, int classes, long expectedSteps, boolean frozen) {
        return facts(
                task, lossKind, classes, expectedSteps, List.of(new JobFacts.Layer("fc1", "linear", "relu", frozen)));
    }

    static JobFacts facts(String task, String lossKind, int classes, long expectedSteps, List<JobFacts.Layer> layers) {
        return new JobFacts(
                "job",
                0,
                JobFacts.State.RUNNING,
                0,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                task,
                lossKind,
                classes,
                null,
                Double.NaN,
                0,
                null,
                -1,
                expectedSteps,
                0,
                layers,
                List.of(),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }

    static Play of(Series series, String values) {
        return new Play().with(series, values);
    }

    Play with(Series series, String values) {
        scalars.put(series, parse(values));
        return this;
    }

    Play updateRatio(String values) {
        updateRatio = parse(values);
        return this;
    }

    /** A statistic of the layers, one series for each in forward order. */
    Play column(LayerSeries series, String... layers) {
        columns.put(series, Arrays.stream(layers).map(Play::parse).toArray(double[][]::new));
        return this;
    }

    Play term(String name, String values) {
        terms.put(name, parse(values));
        return this;
    }

    Play skipped(String values) {
        double[] parsed = parse(values);
        skipped = new boolean[parsed.length];
        for (int i = 0; i < parsed.length; i++) {
            skipped[i] = parsed[i] != 0;
        }
        return this;
    }

    Play clipped() {
        clipped = true;
        return this;
    }

    /** The run goes on from a checkpoint. */
    Play from(long step) {
        first = step;
        return this;
    }

    Play every(long steps) {
        stride = steps;
        return this;
    }

    Play facts(JobFacts described) {
        facts = described;
        return this;
    }

    List<StepReading> readings() {
        int n = Stream.of(
                        scalars.values().stream(),
                        terms.values().stream(),
                        columns.values().stream().flatMap(Arrays::stream))
                .flatMap(all -> all)
                .mapToInt(v -> v.length)
                .max()
                .orElse(0);
        List<StepReading> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Scalars now = new Scalars();
            for (Map.Entry<Series, double[]> entry : scalars.entrySet()) {
                double value = at(entry.getValue(), i);
                if (value != ABSENT) {
                    now.with(entry.getKey(), value);
                }
            }
            boolean skip = skipped.length > 0 && skipped[Math.min(i, skipped.length - 1)];
            all.add(new StepReading(0, 0, first + i * stride, 1000L * i, skip, clipped, now, terms(i), layers(i)));
        }
        return all;
    }

    private Map<String, Double> terms(int i) {
        Map<String, Double> now = new TreeMap<>();
        terms.forEach((name, values) -> now.put(name, at(values, i)));
        now.values().removeIf(value -> value == ABSENT);
        return now;
    }

    private LayerColumns layers(int i) {
        float[][] now = new float[LayerSeries.values().length][];
        if (updateRatio.length > 0) {
            now[LayerSeries.UPDATE_NORM.ordinal()] = new float[] {(float) at(updateRatio, i)};
            now[LayerSeries.WEIGHT_NORM.ordinal()] = new float[] {1};
        }
        columns.forEach((series, layers) -> {
            float[] column = new float[layers.length];
            for (int layer = 0; layer < column.length; layer++) {
                column[layer] = (float) at(layers[layer], i);
            }
            now[series.ordinal()] = column;
        });
        return LayerColumns.of(now);
    }

    <M extends Memory> List<Judgement> judgements(StepDetector<M> detector) {
        RunContext run = new RunContext(facts);
        run.resume(first);
        M memory = detector.remember();
        detector.resume(memory, first);
        List<Judgement> all = new ArrayList<>();
        for (StepReading reading : readings()) {
            run.observe(reading);
            all.add(detector.judge(memory, run, reading));
        }
        return all;
    }

    /** The same for a detector of gathered steps, in a run of one rank. */
    <M extends Memory> List<Judgement> judgements(RankDetector<M> detector) {
        RunContext run = new RunContext(facts);
        run.resume(first);
        M memory = detector.remember();
        detector.resume(memory, first);
        RankGathering gathering = new RankGathering();
        List<Judgement> all = new ArrayList<>();
        for (StepReading reading : readings()) {
            run.observe(reading);
            for (GatheredStep step : gathering.add(reading, run)) {
                all.add(detector.judge(memory, run, step));
            }
        }
        return all;
    }

    <M extends Memory> String marks(StepDetector<M> detector) {
        return marks(judgements(detector));
    }

    <M extends Memory> String marks(RankDetector<M> detector) {
        return marks(judgements(detector));
    }

    /** Plays evaluations of the validation split, one every ten steps whose training loss is given. */
    static <M extends Memory> String evals(EvalDetector<M> detector, String validation, String training) {
        return marks(evaluations(detector, validation, training));
    }

    static <M extends Memory> List<Judgement> evaluations(
            EvalDetector<M> detector, String validation, String training) {
        return evaluations(detector, validation, training, "-", "-", FACTS);
    }

    /** The same with accuracies of the validation and the training split. */
    static <M extends Memory> List<Judgement> evaluations(
            EvalDetector<M> detector,
            String validation,
            String training,
            String accuracy,
            String trainAccuracy,
            JobFacts facts) {
        RunContext run = new RunContext(facts);
        run.resume(0);
        M memory = detector.remember();
        List<Judgement> all = new ArrayList<>();
        double[] losses = parse(validation);
        double[] trains = parse(training);
        for (int i = 0; i < losses.length; i++) {
            for (int k = 0; k < 10; k++) {
                Scalars now = new Scalars().with(Series.LOSS, at(trains, i));
                run.observe(new StepReading(0, 0, 10L * i + k, 0, false, false, now, Map.of(), LayerColumns.none()));
            }
            Map<String, Double> trained = metrics(at(parse(trainAccuracy), i));
            if (!trained.isEmpty()) {
                run.observe(new EvalReading(0, 10L * (i + 1), 0, "train", true, at(trains, i), trained));
            }
            Map<String, Double> metrics = metrics(at(parse(accuracy), i));
            EvalReading reading = new EvalReading(0, 10L * (i + 1), 0, "validation", true, losses[i], metrics);
            run.observe(reading);
            all.add(detector.judge(memory, run, reading));
        }
        return all;
    }

    private static Map<String, Double> metrics(double accuracy) {
        return accuracy == ABSENT ? Map.of() : Map.of("accuracy", accuracy);
    }

    static String marks(List<Judgement> judgements) {
        StringBuilder marks = new StringBuilder();
        int i = 0;
        while (i < judgements.size()) {
            char mark = mark(judgements.get(i));
            int n = 1;
            while (i + n < judgements.size() && mark(judgements.get(i + n)) == mark) {
                n++;
            }
            marks.append(marks.isEmpty() ? "" : " ").append(mark).append(n == 1 ? "" : n);
            i += n;
        }
        return marks.toString();
    }

    private static char mark(Judgement judgement) {
        if (judgement instanceof Judgement.Abstaining abstaining) {
            return abstaining.reason() == Judgement.Reason.WARMING_UP ? 'w' : '?';
        }
        return judgement instanceof Judgement.Firing ? 'F' : '.';
    }

    private static final double ABSENT = Double.longBitsToDouble(0x1234567812345678L);

    private static double at(double[] values, int i) {
        return values[Math.min(i, values.length - 1)];
    }

    static double[] parse(String series) {
        List<Double> values = new ArrayList<>();
        Random noise = new Random(7);
        for (String token : series.trim().split("\\s+")) {
            String[] times = token.split("x");
            int n = times.length > 1 ? Integer.parseInt(times[1]) : 1;
            if (times[0].contains(",")) {
                for (int i = 0; i < n; i++) {
                    Arrays.stream(times[0].split(",")).forEach(value -> values.add(number(value)));
                }
                continue;
            }
            String[] noisy = times[0].split("~");
            String[] way = noisy[0].split(">");
            double from = number(way[0]);
            double to = way.length > 1 ? number(way[1]) : from;
            double share = noisy.length > 1 ? Double.parseDouble(noisy[1]) : 0;
            for (int i = 0; i < n; i++) {
                double value = way.length > 1 ? from * Math.pow(to / from, (i + 1.0) / n) : from;
                values.add(share == 0 ? value : value * (1 + share * noise.nextGaussian()));
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double number(String text) {
        return switch (text) {
            case "-" -> ABSENT;
            case "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
