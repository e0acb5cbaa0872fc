package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One detector at work on one run, as the judge of a job asks it. */
final class Bench<M extends Memory> {
    private final Detector<M> detector;
    private JobFacts facts;
    private M memory;
    private RunContext run;
    private RankGathering gathering = new RankGathering();
    private boolean started;

    private Bench(Detector<M> detector, JobFacts facts, M memory, RunContext run) {
        this.detector = detector;
        this.facts = facts;
        this.memory = memory;
        this.run = run;
    }

    static <M extends Memory> Bench<M> of(Detector<M> detector, JobFacts facts) {
        return new Bench<>(detector, facts, detector.remember(), new RunContext(facts));
    }

    /** Whether a detector is asked about records at all: some are asked by clocks, or about what all ranks said. */
    static boolean asks(Detector<?> detector) {
        return detector instanceof StepDetector<?>
                || detector instanceof EvalDetector<?>
                || detector instanceof PeerDetector<?>;
    }

    JobFacts facts() {
        return facts;
    }

    /** The answer to a record; empty if the detector is not asked about it. */
    Optional<Judgement> take(Wild.Event event) {
        if (event instanceof Wild.Step step) {
            return judge(step.reading());
        }
        if (event instanceof Wild.Evaluation evaluation) {
            return judge(evaluation.reading());
        }
        if (event instanceof Wild.Told told) {
            return judge(told.note());
        }
        if (event instanceof Wild.Restart restart) {
            run.begin(restart.attempt());
            gathering.clear();
            started = false;
        }
        if (event instanceof Wild.Description description) {
            facts = description.facts();
            run.describe(facts);
        }
        return Optional.empty();
    }

    Optional<Judgement> judge(StepReading reading) {
        if (!started) {
            started = true;
            run.resume(reading.step());
            detector.resume(memory, reading.step());
        }
        if (reading.rank() == 0) {
            run.observe(reading);
        }
        if (detector instanceof RankDetector<M> ranks) {
            Optional<Judgement> last = Optional.empty();
            for (GatheredStep step : gathering.add(reading, run)) {
                last = Optional.of(ranks.judge(memory, run, step));
            }
            return last;
        }
        return detector instanceof StepDetector<M> steps && (reading.rank() == 0 || steps.everyRank())
                ? Optional.of(steps.judge(memory, run, reading))
                : Optional.empty();
    }

    Optional<Judgement> judge(EvalReading reading) {
        run.observe(reading);
        return detector instanceof EvalDetector<M> evals
                ? Optional.of(evals.judge(memory, run, reading))
                : Optional.empty();
    }

    Optional<Judgement> judge(PeerNote note) {
        run.observe(note);
        return detector instanceof PeerDetector<M> peers
                ? Optional.of(peers.judge(memory, run, note))
                : Optional.empty();
    }

    /** Steps with an evaluation of the validation split after every tenth, whose loss is that of the step. */
    List<Judgement> judgeWithEvaluations(StepReading reading, double accuracy) {
        Optional<Judgement> ofStep = judge(reading);
        if (reading.step() % 10 != 0) {
            return ofStep.stream().toList();
        }
        boolean measured = reading.has(Series.LOSS);
        double loss = reading.value(Series.LOSS);
        Optional<Judgement> ofEvaluation = judge(new EvalReading(
                0, reading.step(), 0, EvalHistory.VALIDATION, measured, loss, Map.of(EvalHistory.ACCURACY, accuracy)));
        return ofStep.or(() -> ofEvaluation).stream().toList();
    }

    /** The detector's memory alone. */
    byte[] memory() {
        MemoryWriter out = new MemoryWriter();
        memory.sync(out);
        return out.toBytes();
    }

    /** What all detectors know about the run. */
    byte[] run() {
        MemoryWriter out = new MemoryWriter();
        run.sync(out);
        return out.toBytes();
    }

    /** How many numbers of the detector's memory are not finite; some begin as NaN, for not known. */
    int notFinite() {
        return Census.notFinite(memory);
    }

    /** The same of what all detectors know. */
    int notFiniteOfRun() {
        return Census.notFinite(run);
    }

    /** Goes on with what was stored and read again. */
    void restart() {
        byte[] memoryBefore = memory();
        byte[] runBefore = run();
        MemoryWriter gathered = new MemoryWriter();
        gathering.sync(gathered);
        gathering = new RankGathering();
        read(gathered.toBytes(), gathering);
        memory = detector.remember();
        run = new RunContext(facts);
        read(memoryBefore, memory);
        read(runBefore, run);
        assertSame(memory(), memoryBefore);
        assertSame(run(), runBefore);
    }

    /** Assertions cost far more than what they compare. */
    private static void assertSame(byte[] bytes, byte[] expected) {
        if (!Arrays.equals(bytes, expected)) {
            assertThat(bytes).isEqualTo(expected);
        }
    }

    /** The same run under other settings. */
    Bench<?> with(Detector<?> other) {
        return adopt(other);
    }

    private <N extends Memory> Bench<N> adopt(Detector<N> other) {
        N taken = other.remember();
        read(memory(), taken);
        RunContext same = new RunContext(facts);
        read(run(), same);
        Bench<N> bench = new Bench<>(other, facts, taken, same);
        bench.started = started;
        return bench;
    }

    private static void read(byte[] bytes, Memory into) {
        MemoryReader in = new MemoryReader(bytes);
        into.sync(in);
        if (!in.isAtEnd()) {
            throw new AssertionError("not all was read of " + into);
        }
    }
}
