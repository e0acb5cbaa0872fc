package io.descentry.benchmarks.peer;

/**
 * What a peer did while it was measured.
 *
 * @param total steps that it processed in the whole lap
 * @param records steps while it was measured
 * @param nanos by the clock
 * @param cpuNanos of all threads of its process, the compiler and the collector included
 * @param allocated bytes on the heap
 * @param logged bytes that its changelogs grew by on the broker
 * @param whole whether it came to the end of the input
 * @param alerts changes of alerts that it told in the whole lap
 * @param digest of the ids of these changes, in any order
 */
public record Slice(
        long total,
        long records,
        long nanos,
        long cpuNanos,
        long allocated,
        long logged,
        boolean whole,
        long alerts,
        long digest) {

    /** Records in a second. */
    public double rate() {
        return records * 1e9 / nanos;
    }

    /** Microseconds of CPU for a record. */
    public double cpuMicros() {
        return cpuNanos / 1e3 / records;
    }

    /** Bytes allocated for a record. */
    public double garbage() {
        return (double) allocated / records;
    }

    /** Bytes that changelogs grew by in a second. */
    public double loggedPerSecond() {
        return logged * 1e9 / nanos;
    }

    /** In one line. */
    String line() {
        return String.join(
                " ",
                "" + total,
                "" + records,
                "" + nanos,
                "" + cpuNanos,
                "" + allocated,
                "" + logged,
                "" + whole,
                "" + alerts,
                "" + digest);
    }

    /** What {@link #line} wrote. */
    public static Slice parse(String line) {
        String[] part = line.split(" ");
        return new Slice(
                Long.parseLong(part[0]),
                Long.parseLong(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                Long.parseLong(part[5]),
                Boolean.parseBoolean(part[6]),
                Long.parseLong(part[7]),
                Long.parseLong(part[8]));
    }
}
