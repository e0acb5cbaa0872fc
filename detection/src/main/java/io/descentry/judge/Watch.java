package io.descentry.judge;

import io.descentry.detect.Detector;
import io.descentry.detect.EvalDetector;
import io.descentry.detect.Judgement;
import io.descentry.detect.RunContext;
import io.descentry.detect.StepDetector;
import io.descentry.judge.Verdict.Finding;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import io.descentry.reading.StepReading;
import java.util.Optional;

/** A detector together with what it remembers of one job. */
final class Watch<M extends Memory> {
    private final Detector<M> detector;
    private final M memory;
    private final Finding clear;

    Watch(Detector<M> detector) {
        this.detector = detector;
        memory = detector.remember();
        clear = new Finding(detector.kind(), Judgement.CLEAR);
    }

    Detector<M> detector() {
        return detector;
    }

    Optional<Finding> judge(RunContext run, StepReading reading) {
        return detector instanceof StepDetector<M> steps && (reading.rank() == 0 || steps.everyRank())
                ? Optional.of(finding(steps.judge(memory, run, reading)))
                : Optional.empty();
    }

    Optional<Finding> judge(RunContext run, EvalReading reading) {
        return detector instanceof EvalDetector<M> evals
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
        return judgement instanceof Judgement.Clear ? clear : new Finding(detector.kind(), judgement);
    }
}
