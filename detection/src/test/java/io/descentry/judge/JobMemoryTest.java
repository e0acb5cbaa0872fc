package io.descentry.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.detect.Tuned;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job takes, stored and live: the figures of docs/performance.md. */
class JobMemoryTest {
    private static final int LIVE_JOBS = 2000;
    private static final int MOST_LIVE = 12_000;

    private final JobJudge judge = new JobJudge();
    private final JobMemory memory = judge.remember("run-2026-11-23-17");

    @ParameterizedTest(name = "{0} layers, {1} steps")
    @CsvSource({
        "0, 2000, 2048",
        "0, 20000, 2048",
        "10, 2000, 2500",
        "50, 2000, 4200",
        "50, 20000, 4300",
        "500, 2000, 23500"
    })
    void aStoredJobIsSmall(int layers, int steps, int most) {
        new FullRun(layers).play(judge, memory, 0, steps);
        assertThat(memory.openAlerts()).isEmpty();
        assertThat(judge.write(memory).length).isBetween(most * 9 / 10, most).isLessThan(2048 + 100 * layers + 1);
    }

    @Test
    void aJobOfWhichLittleIsMeasuredIsSmaller() {
        for (int i = 0; i < 2000; i++) {
            Scalars scalars = new Scalars().with(Series.LOSS, 2 + Math.sin(i)).with(Series.GRAD_NORM, 1 + Math.cos(i));
            judge.judge(memory, new StepReading(0, 0, i, i, false, false, scalars, Map.of(), LayerColumns.none()));
        }
        assertThat(judge.write(memory)).hasSizeLessThan(1500);
    }

    /** 100,000 jobs of 50 layers are to fit in a heap of 2 GB, beside all else that is there. */
    @Test
    void aLiveJobIsSmall() {
        FullRun run = new FullRun(50);
        run.play(judge, memory, 0, 300);
        JobMemory[] jobs = new JobMemory[LIVE_JOBS];
        long before = used();
        for (int i = 0; i < LIVE_JOBS; i++) {
            jobs[i] = judge.remember("run-" + i);
            run.play(judge, jobs[i], 0, 300);
        }
        long each = (used() - before) / LIVE_JOBS;
        System.out.println("live: " + each + " bytes a job of 50 layers");
        assertThat(each).isLessThan(MOST_LIVE);
        assertThat(Arrays.asList(jobs))
                .allSatisfy(job -> assertThat(job.lastStep()).isEqualTo(299));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void whatWasWrittenAndReadIsWrittenTheSame() {
        new FullRun(10).play(judge, memory, 0, 700);
        byte[] bytes = judge.write(memory);
        assertThat(judge.write(judge.read("run-2026-11-23-17", bytes))).isEqualTo(bytes);
    }

    /** A part whose layout is raised leaves all others as they were. */
    @Test
    void aPartOfAnotherLayoutStartsAfresh() {
        new FullRun(2).play(judge, memory, 0, 700);
        byte[] bytes = judge.write(memory);
        int mark = MemoryFormat.Part.PROGRESS.mark;
        byte[] older = bytes.clone();
        int at = find(older, mark);
        older[at] ^= 1;
        JobMemory read = judge.read("run-2026-11-23-17", older);
        assertThat(read.progress().started()).isFalse();
        assertThat(read.lastStep()).isEqualTo(699);
        assertThat(read.facts()).isEqualTo(memory.facts());
    }

    private static int find(byte[] bytes, int mark) {
        int at = 0;
        while ((bytes[at] & 0xFF) != (mark & 0xFF) || (bytes[at + 1] & 0xFF) != mark >>> Byte.SIZE) {
            at++;
        }
        return at;
    }

    @Test
    void noPartIsTakenForAnotherOrForAnOlderLayout() {
        Set<Integer> marks = new HashSet<>();
        int expected = 0;
        for (MemoryFormat.Part part : MemoryFormat.Part.values()) {
            for (int layout = 1; layout <= part.layout; layout++) {
                marks.add(MemoryFormat.mark(part.name(), layout));
                expected++;
            }
        }
        for (Kind kind : Kind.values()) {
            Tuned tuned = Catalogue.standard().of(kind);
            for (int layout = 1; layout <= tuned.detector().layout(); layout++) {
                marks.add(MemoryFormat.mark(kind.id(), layout));
                expected++;
            }
        }
        assertThat(marks).hasSize(expected);
    }
}
