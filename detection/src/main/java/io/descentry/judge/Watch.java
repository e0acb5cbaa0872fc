package io.descentry.judge;

import io.descentry.detect.Catalogue;
import io.descentry.detect.Detector;
import io.descentry.detect.EvalDetector;
import io.descentry.detect.Judgement;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.RunContext;
import io.descentry.detect.StepDetector;
import io.descentry.detect.Tuned;
import io.descentry.judge.Verdict.Finding;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.StepReading;
import java.util.Optional;

/** A detector together with what it remembers of one job. */
final class Watch<M extends Memory> {
    private final Tuned tuned;
    private final Detector<M> detector;
    private final M memory;
    private final Finding clear;

    private Watch(Tuned tuned, Detector<M> detector) {
        this.tuned = tuned;
        this.detector = detector;
        memory = detector.remember();
        clear = new Finding(detector.kind(), Judgement.CLEAR);
    }

    static Watch<?> of(Tuned tuned) {
        return of(tuned, tuned.detector());
    }

    private static <M extends Memory> Watch<M> of(Tuned tuned, Detector<M> detector) {
        return new Watch<>(tuned, detector);
    }

    /** The same watch under other settings, by which windows may have other lengths: memories take over what fits. */
    Watch<?> tuned(Catalogue catalogue) {
        Tuned other = catalogue.of(detector.kind());
        if (other.equals(tuned)) {
            return this;
        }
        Watch<?> watch = of(other);
        MemoryWriter out = new MemoryWriter();
        memory.sync(out);
        watch.memory.sync(new MemoryReader(out.toBytes()));
        return watch;
    }

    Tuned tuned() {
        return tuned;
    }

    Detector<M> detector() {
        return detector;
    }

    Optional<Finding> judge(RunContext run, StepReading reading) {
        return tuned.enabled()
                        && detector instanceof StepDetector<M> steps
                        && (reading.rank() == 0 || steps.everyRank())
                ? Optional.of(finding(steps.judge(memory, run, reading)))
                : Optional.empty();
    }

    Optional<Finding> judge(RunContext run, EvalReading reading) {
        return tuned.enabled() && detector instanceof EvalDetector<M> evals
                ? Optional.of(finding(evals.judge(memory, run, reading)))
                : Optional.empty();
    }

    void resume(long step) {
        detector.resume(memory, step);
    }

    void sync(MemoryIo io) {
        memory.sync(io);
    }

    private Finding finding(Judgement judgement) {
        if (judgement instanceof Judgement.Clear) {
            return clear;
        }
        return new Finding(
                detector.kind(),
                judgement instanceof Firing firing && tuned.severity().isPresent()
                        ? firing.as(tuned.severity().get())
                        : judgement);
    }
}
