package io.descentry.corpus.cluster;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.corpus.Label;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.TrainerRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run of one rank, held once however many jobs are made of it.
 *
 * @param label the truth about it
 * @param job its description
 * @param beats its steps in order, each with the evaluations after it
 * @param spread scale of the differences that another batch makes to the logarithm of its loss
 */
record Base(Label label, JobDescription job, List<Beat> beats, double spread) {
    private static final double LEAST_SPREAD = 0.005;
    private static final double MOST_SPREAD = 0.2;

    /** One step and the evaluations that follow it. */
    record Beat(StepSummary step, List<EvalSummary> evals) {}

    /** Reads a run; records of other ranks than the first are left out. */
    static Base read(Run run, Label label) throws IOException {
        try (RunReader reader = run.open()) {
            JobDescription job = null;
            var beats = new ArrayList<Beat>();
            for (TrainerRecord next = reader.read(); next != null; next = reader.read()) {
                if (next instanceof TrainerRecord.Job described && job == null) {
                    job = described.value();
                } else if (next instanceof TrainerRecord.Step step
                        && step.value().getRank() == 0) {
                    beats.add(new Beat(step.value(), new ArrayList<>(0)));
                } else if (next instanceof TrainerRecord.Eval eval && !beats.isEmpty()) {
                    beats.get(beats.size() - 1).evals().add(eval.value());
                }
            }
            if (job == null) {
                throw new IOException(run.file() + " describes no job");
            }
            return new Base(label, job, List.copyOf(beats), spread(beats));
        }
    }

    /** What is named after a kind of model, so that runs of one name are runs of one kind. */
    String model() {
        String what = label.notes().replaceAll("also:\\[[^\\]]*\\]", "").strip().toLowerCase(Locale.ROOT);
        String model = job.getModel() == null ? "model" : job.getModel();
        return model + '-' + String.format("%04x", (what + job.getTask()).hashCode() & 0xffff);
    }

    /** Median absolute difference of one step's log loss to the next, as a standard deviation of one step. */
    private static double spread(List<Beat> beats) {
        double[] leaps = new double[Math.max(0, beats.size() - 1)];
        int count = 0;
        for (int i = 1; i < beats.size(); i++) {
            double leap = Math.abs(
                    logLoss(beats.get(i).step()) - logLoss(beats.get(i - 1).step()));
            if (Double.isFinite(leap)) {
                leaps[count++] = leap;
            }
        }
        if (count == 0) {
            return LEAST_SPREAD;
        }
        Arrays.sort(leaps, 0, count);
        double deviation = 1.4826 * leaps[count / 2] / Math.sqrt(2);
        return Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, deviation));
    }

    private static double logLoss(StepSummary step) {
        Double loss = step.getLoss();
        return loss == null ? Double.NaN : Math.log(Math.abs(loss));
    }

    /** The place of the first layer that is trained, or -1. */
    int firstLayer() {
        for (int layer = 0; layer < job.getLayers().size(); layer++) {
            if (!job.getLayers().get(layer).getFrozen()) {
                return layer;
            }
        }
        return -1;
    }

    /** The number of a step by its place among the recorded ones. */
    long stepOf(long beat) {
        return beats.get(Math.toIntExact(beat)).step().getStep();
    }

    @Nullable
    String layerName(int layer) {
        return layer < 0 ? null : job.getLayers().get(layer).getName();
    }
}
