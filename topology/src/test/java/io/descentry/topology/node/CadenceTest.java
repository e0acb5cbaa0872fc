package io.descentry.topology.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At most one state of a job in 5 s, none lost, and what people wait for at once. */
class CadenceTest {
    private static final long EVERY = 5_000;

    /**
     * What happens as second:what; {@code a} to {@code z} is a record of a job, with {@code !} if an alert changed, with {@code #} if the
     * job has ended; {@code -} a look at what is overdue. Told is each job with its second.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        the first record is told at once               | 0:a                          | a0
        the next ones are held back                    | 0:a 1:a 2:a 4:a              | a0
        until 5 s are over                             | 0:a 1:a 5:a 6:a 10:a         | a0 a5 a10
        a change of an alert is told at once           | 0:a 1:a! 2:a                 | a0 a1
        a change of status too, and it stays           | 0:a 1:a 2:a# 3:a#            | a0 a2
        a job that pauses still gets its last state    | 0:a 1:a 4:- 5:- 6:- 20:-     | a0 a5
        a job without news is not told again           | 0:a 5:- 10:-                 | a0
        one told by a record in time is not told twice | 0:a 1:a 5:a 5:- 10:-         | a0 a5
        and its next state waits its own 5 s           | 0:a 1:a 5:a 6:a 7:- 10:- 11:-| a0 a5 a10
        a change restarts the wait                     | 0:a 1:a 3:a! 4:a 5:- 8:-     | a0 a3 a8
        jobs do not wait for each other                | 0:a 1:b 2:a 3:b 5:- 6:-      | a0 b1 a5 b6
        a clock that was set back silences nobody      | 9:a 1:a 2:a 6:-              | a9 a1 a6
        """)
    void tells(String story, String happens, String told) {
        assertThat(play(new Cadence<>(EVERY), happens)).isEqualTo(told);
    }

    @Test
    void withoutAWaitEveryRecordIsTold() {
        assertThat(play(new Cadence<>(0), "0:a 0:a 1:a")).isEqualTo("a0 a0 a1");
    }

    @Test
    void aForgottenJobIsNotTold() {
        var cadence = new Cadence<String>(EVERY);
        play(cadence, "0:a 1:a");
        cadence.forget("a");
        assertThat(play(cadence, "9:-")).isEmpty();
        assertThat(cadence.waiting()).isZero();
    }

    /** A thousand jobs with ten records a second each: the rate is kept, nobody starves, and the queue is no longer than the list of jobs. */
    @Test
    void aBusyFleetIsToldEvenly() {
        var cadence = new Cadence<Integer>(EVERY);
        Map<Integer, List<Long>> told = new HashMap<>();
        for (long now = 0; now < 60_000; now += 100) {
            long at = now;
            if (now % 1_000 == 0) {
                cadence.tellOverdue(
                        now,
                        job -> told.computeIfAbsent(job, absent -> new ArrayList<>())
                                .add(at));
            }
            for (int job = 0; job < 1_000; job++) {
                if (now >= job && cadence.isDue(job, "running", false, now)) {
                    told.computeIfAbsent(job, absent -> new ArrayList<>()).add(now);
                }
            }
            assertThat(cadence.waiting()).isLessThanOrEqualTo(1_000);
        }
        assertThat(told).hasSize(1_000);
        told.values().forEach(times -> {
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1)).isBetween(EVERY, 2 * EVERY);
            }
        });
    }

    private static String play(Cadence<String> cadence, String happens) {
        List<String> told = new ArrayList<>();
        for (String event : happens.split(" +", -1)) {
            String[] parts = event.split(":", -1);
            long second = Long.parseLong(parts[0]);
            String job = parts[1].substring(0, 1);
            if (job.equals("-")) {
                cadence.tellOverdue(second * 1_000, overdue -> told.add(overdue + second));
            } else if (cadence.isDue(
                    job, parts[1].endsWith("#") ? "ended" : "running", parts[1].endsWith("!"), second * 1_000)) {
                told.add(job + second);
            }
        }
        return String.join(" ", told);
    }
}
