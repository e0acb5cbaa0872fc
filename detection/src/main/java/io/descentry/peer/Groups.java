package io.descentry.peer;

import io.descentry.reading.JobFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which groups a job belongs to, by their keys. */
public final class Groups {
    private Groups() {}

    /**
     * Key of the runs whose losses mean the same as a job's: of its project and model, and of one loss over one set of classes,
     * on the same data and with as many samples a step, for at equal steps a larger batch has learnt from more. The learning
     * rate, the optimizer and the code are left out: what they do to the loss is what is asked. Empty if project or model is
     * not known.
     */
    public static Optional<String> siblings(JobFacts facts) {
        if (facts.project() == null || facts.model() == null) {
            return Optional.empty();
        }
        return Optional.of(GroupSort.SIBLINGS.key(String.join(
                "/",
                part(facts.project()),
                part(facts.model()),
                part(facts.lossKind()),
                Integer.toString(facts.numClasses()),
                part(facts.origin().dataset()),
                Integer.toString(facts.batchSize()))));
    }

    /** Key of the runs that are compared with a job layer by layer. */
    public static String reference(String jobId) {
        return GroupSort.REFERENCE.key(jobId);
    }

    /** A part of a name in which the sign between parts stands for itself no more. */
    private static String part(@Nullable String text) {
        return text == null ? "" : text.replace("%", "%25").replace("/", "%2F");
    }
}
