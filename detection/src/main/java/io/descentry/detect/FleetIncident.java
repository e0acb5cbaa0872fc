package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** Several jobs that fall ill in the same way, in the same place and close in time: its settings; the fleet judges by them. */
public record FleetIncident(Params params) implements FleetDetector<FleetIncident.Nothing> {

    /** What makes an incident of ill jobs. */
    public record Params(
            @Parameter(value = 2, least = 2, most = 10_000, doc = "jobs that must have fallen ill")
            int jobs,

            @Parameter(
                    value = 0.2,
                    least = 0.01,
                    most = 1,
                    doc = "share of the jobs of a host, data set and so on that must have fallen ill",
                    source = "R27")
            double share,

            @Parameter(
                    value = 120,
                    least = 30,
                    most = 3600,
                    doc = "seconds within which they fell ill; detectors differ in their delay")
            int window,

            @Parameter(
                    value = 1e-4,
                    least = 1e-12,
                    most = 0.05,
                    doc =
                            "greatest probability of a coincidence, all hosts, data sets and so on of the cluster considered")
            double chance,

            @Parameter(
                    value = 15,
                    least = 0,
                    most = 120,
                    doc = "seconds to wait for the shape of an outbreak before it is told")
            int settle,

            @Parameter(
                    value = 30,
                    least = 1,
                    most = 1440,
                    doc = "minutes without another ill job after which it is over")
            int quiet) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, jobs, share, window, chance, settle, quiet);
        }
    }

    /** What it remembers of one job. */
    public static final class Nothing implements Memory {
        @Override
        public void sync(MemoryIo io) {}
    }

    @Override
    public Kind kind() {
        return Kind.FLEET_INCIDENT;
    }

    @Override
    public Nothing remember() {
        return new Nothing();
    }
}
