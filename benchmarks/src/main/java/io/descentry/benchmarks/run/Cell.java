package io.descentry.benchmarks.run;

import io.descentry.benchmarks.load.Load;

/**
 * One load with one way to run the product.
 *
 * @param what is varied in it, in a few words
 * @param perSecond records published in a second while it runs; 0 if all are published before
 */
record Cell(String what, Load load, int threads, int commitMillis, double perSecond) {

    static Cell of(String what, Load load) {
        return new Cell(what, load, 1, Plan.COMMIT, 0);
    }

    Cell withCommit(int millis) {
        return new Cell(what, load, threads, millis, perSecond);
    }

    Cell withThreads(int more) {
        return new Cell(what, load, more, commitMillis, perSecond);
    }

    Cell paced(double rate) {
        return new Cell(what, load, threads, commitMillis, rate);
    }
}
