package io.descentry.benchmarks.load;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which jobs publish; their records come in turn, a step of each job after another.
 *
 * @param jobs at least 1
 * @param layers of each job; recorded jobs have their own
 * @param ranks of each job; at least 1
 * @param corpus where recorded runs are that jobs repeat; written jobs if empty
 */
public record Load(int jobs, int layers, int ranks, Optional<Path> corpus) {

    /** Written jobs of one rank. */
    public static Load of(int jobs, int layers) {
        return new Load(jobs, layers, 1, Optional.empty());
    }

    /** The same with more ranks. */
    public Load withRanks(int more) {
        return new Load(jobs, layers, more, corpus);
    }

    /** Jobs that repeat recorded runs. */
    public Load recordedIn(Path directory) {
        return new Load(jobs, layers, ranks, Optional.of(directory));
    }

    /** The same with another number of jobs. */
    public Load withJobs(int others) {
        return new Load(others, layers, ranks, corpus);
    }
}
