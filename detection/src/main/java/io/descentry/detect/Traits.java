package io.descentry.detect;

import io.descentry.reading.JobFacts;
import java.util.Locale;

/**
 * What follows from the description of a job alone; worked out once, for it is asked at every step and names are read slowly.
 *
 * @param lossKind what is known about losses of its kind
 * @param optimizer how the size of a step depends on the rate
 * @param classifier whether a sample has one label, as far as is known
 * @param untargeted whether the task is one whose loss need not fall: two players, or rewards instead of a fixed target
 * @param classesInNats ln of the number of classes; NaN where there are not at least two
 * @param lossAtChance loss of a classifier that guesses; NaN for other losses
 */
record Traits(
        LossKind lossKind,
        OptimizerFamily optimizer,
        boolean classifier,
        boolean untargeted,
        double classesInNats,
        double lossAtChance) {

    static Traits of(JobFacts facts) {
        String task = facts.task() == null ? "" : facts.task().toLowerCase(Locale.ROOT);
        double classes = facts.numClasses() > 1 ? Math.log(facts.numClasses()) : Double.NaN;
        return new Traits(
                LossKind.of(facts),
                OptimizerFamily.of(facts.optimizer()),
                facts.task() == null || task.contains("classif"),
                task.contains("gan") || task.contains("adversarial") || task.contains("reinforcement"),
                classes,
                "cross_entropy".equals(facts.lossKind()) ? classes : Double.NaN);
    }
}
