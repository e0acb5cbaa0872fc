package io.descentry.corpus;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import java.io.IOException;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way a run took: its curves as they were measured.
 *
 * @param job what the run is, as described at its start; null if nobody said
 * @param steps optimizer steps, each counted once however many ranks told of it
 * @param firstStep of the records; 0 if there are none
 * @param lastStep of the records
 * @param loss of each step and rank that has one
 * @param gradNorm of each step and rank that has one
 * @param evaluations losses of the evaluations by split
 */
public record Course(
        @Nullable JobDescription job,
        long steps,
        long firstStep,
        long lastStep,
        Curve loss,
        Curve gradNorm,
        SortedMap<String, Curve> evaluations) {

    /**
     * Reads a run once.
     *
     * @throws RunFormatException if a line of it cannot be read
     */
    public static Course of(Run run) throws IOException {
        var recorder = new Recorder();
        try (RunReader reader = run.open()) {
            for (TrainerRecord record = reader.read(); record != null; record = reader.read()) {
                recorder.take(record);
            }
        }
        return recorder.course();
    }

    private static final class Recorder {
        private final Curve loss = new Curve();
        private final Curve gradNorm = new Curve();
        private final SortedMap<String, Curve> evaluations = new TreeMap<>();
        private final HashSet<Long> steps = new HashSet<>();
        private long firstStep = Long.MAX_VALUE;
        private long lastStep;
        private @Nullable JobDescription job;

        void take(TrainerRecord record) {
            if (record instanceof TrainerRecord.Step step) {
                take(step.value());
            } else if (record instanceof TrainerRecord.Eval eval) {
                take(eval.value());
            } else if (record instanceof TrainerRecord.Job described && job == null) {
                job = described.value();
            }
        }

        private void take(StepSummary step) {
            at(step.getStep());
            steps.add(step.getStep());
            loss.add(step.getStep(), step.getLoss());
            gradNorm.add(step.getStep(), step.getGradNorm());
        }

        private void take(EvalSummary eval) {
            at(eval.getStep());
            evaluations.computeIfAbsent(eval.getSplit(), split -> new Curve()).add(eval.getStep(), eval.getLoss());
        }

        private void at(long step) {
            firstStep = Math.min(firstStep, step);
            lastStep = Math.max(lastStep, step);
        }

        Course course() {
            evaluations.values().removeIf(Curve::isEmpty);
            return new Course(job, steps.size(), Math.min(firstStep, lastStep), lastStep, loss, gradNorm, evaluations);
        }
    }
}
