package io.descentry.benchmarks.peer;

/**
 * One turn of a peer over the input from its beginning, with nothing remembered from before.
 *
 * @param bootstrap the broker
 * @param registry URL of the registry
 * @param id a name that no other lap has
 * @param threads that judge
 * @param commitMillis longest time between two commits
 * @param warmUp records that come before those that are measured
 * @param until so many records end it, those before included
 * @param warmUpMillis least time before measuring begins
 * @param millis longest time that is measured
 */
public record Lap(
        String bootstrap,
        String registry,
        String id,
        int threads,
        int commitMillis,
        long warmUp,
        long until,
        long warmUpMillis,
        long millis) {

    /** In one line. */
    public String line() {
        return String.join(
                " ",
                bootstrap,
                registry,
                id,
                "" + threads,
                "" + commitMillis,
                "" + warmUp,
                "" + until,
                "" + warmUpMillis,
                "" + millis);
    }

    /** What {@link #line} wrote. */
    static Lap parse(String line) {
        String[] part = line.split(" ");
        return new Lap(
                part[0],
                part[1],
                part[2],
                Integer.parseInt(part[3]),
                Integer.parseInt(part[4]),
                Long.parseLong(part[5]),
                Long.parseLong(part[6]),
                Long.parseLong(part[7]),
                Long.parseLong(part[8]));
    }
}
