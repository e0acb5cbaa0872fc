package io.descentry.benchmarks.run;

import io.descentry.benchmarks.load.Load;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is varied, one thing at a time about the load that all peers are compared with. */
final class Grid {
    /** Records a second with which numbers of jobs are compared: less than any machine can. */
    private static final double EQUAL_RATE = 20_000;

    private static final int LONG_COMMIT = 30_000;

    private Grid() {}

    /** @param corpus recorded runs */
    static List<Cell> cells(Path corpus) {
        Load load = Load.of(Plan.JOBS, Plan.LAYERS);
        List<Cell> cells = new ArrayList<>();
        for (int layers : new int[] {10, 500}) {
            cells.add(Cell.of(layers + " layers", Load.of(Plan.JOBS, layers)));
        }
        cells.add(Cell.of("jobs that repeat recorded runs", load.recordedIn(corpus)));
        cells.add(Cell.of(
                "64 ranks, the first with layers", load.withJobs(Plan.JOBS / 10).withRanks(64)));
        cells.add(Cell.of("2 threads", load).withThreads(2));
        cells.add(Cell.of("commits every 100 ms", load).withCommit(100));
        cells.add(Cell.of("commits every 30 s", load).withCommit(LONG_COMMIT));
        for (int commit : new int[] {LONG_COMMIT, Plan.COMMIT}) {
            for (int jobs : new int[] {1_000, 10_000, 100_000}) {
                String what = String.format("%,d jobs at %,.0f/s, commits every %d s", jobs, EQUAL_RATE, commit / 1000);
                cells.add(Cell.of(what, load.withJobs(jobs)).withCommit(commit).paced(EQUAL_RATE));
            }
        }
        return cells;
    }
}
