package io.descentry.standalone.cli;

import io.descentry.avro.JobDescription;
import io.descentry.corpus.Label;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.TrainerRecord;
import java.io.IOException;
import java.util.Objects;

/**
 * One recorded run of the demo with what is known about it.
 *
 * @param jobId under which its trainer publishes
 * @param what model and task, in a few words
 */
record DemoRun(Run run, Label truth, String jobId, String what) {

    static DemoRun of(Run run, Label truth) throws IOException {
        try (RunReader reader = run.open()) {
            if (!(reader.read() instanceof TrainerRecord.Job job)) {
                throw new IOException(run.file() + " does not begin with a job line");
            }
            return new DemoRun(run, truth, job.jobId(), what(job.value()));
        }
    }

    private static String what(JobDescription job) {
        String model = Objects.requireNonNullElse(job.getModel(), "model").replace('_', ' ');
        String task = Objects.requireNonNullElse(job.getTask(), "").replace('_', ' ');
        String ranks = job.getWorldSize() > 1 ? ", " + job.getWorldSize() + " ranks" : "";
        return model + (task.isEmpty() ? "" : ", " + task) + ranks;
    }

    /** What was done to the run, as its makers wrote it down. */
    String story() {
        return truth.notes().replaceAll("\\s*also:\\[[^\\]]*\\].*", "").strip();
    }
}
