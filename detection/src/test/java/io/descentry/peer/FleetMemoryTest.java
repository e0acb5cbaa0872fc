package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Kind;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a fleet takes: published in docs/performance.md. */
class FleetMemoryTest {
    private static final int JOBS = 100_000;
    private static final int HOSTS = 25_000;
    private static final double MEBIBYTE = 1 << 20;

    @Test
    void aHundredThousandJobsOnTwoHostsEachFitInAHundredMebibytes() {
        FleetPlay play = new FleetPlay();
        double before = used();
        for (int i = 0; i < JOBS; i++) {
            String hosts = "host-" + i % HOSTS + "@rack-" + i % HOSTS / 40 + " host-" + (i + 1) % HOSTS + "@rack-"
                    + (i + 1) % HOSTS / 40;
            play.job(i / 1000.0, "job-0123456789-" + i, hosts, "set" + i % 700, "image" + i % 90, "project" + i % 900);
            play.rows.clear();
        }
        double mebibytes = (used() - before) / MEBIBYTE;
        assertThat(mebibytes).isLessThan(100);

        // An outage of everything is one incident, found in seconds.
        long start = System.nanoTime();
        for (int i = 0; i < JOBS; i++) {
            play.ill(4000 + i / 1000.0, "job-0123456789-" + i, Kind.NON_FINITE);
            play.rows.clear();
            play.notes.clear();
        }
        play.pass(4300);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(String.format(
                Locale.ROOT,
                "%d jobs: %.0f MiB, %.0f bytes a job, outage judged in %.1f s: %s",
                JOBS,
                mebibytes,
                mebibytes * MEBIBYTE / JOBS,
                seconds,
                play.told()));
        assertThat(play.opened()).hasSize(1);
        assertThat(play.told()).startsWith("FIRING cluster");
    }

    private static double used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
