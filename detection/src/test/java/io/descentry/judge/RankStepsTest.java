package io.descentry.judge;

import static io.descentry.judge.RankSteps.Place.BEHIND;
import static io.descentry.judge.RankSteps.Place.NEW;
import static io.descentry.judge.RankSteps.Place.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import org.junit.jupiter.api.Test;

class RankStepsTest {
    private final RankSteps steps = new RankSteps();

    @Test
    void aStepIsNewOnce() {
        assertThat(steps.place(0, 7)).isEqualTo(NEW);
        steps.note(0, 7);
        assertThat(steps.place(0, 7)).isEqualTo(SEEN);
        assertThat(steps.place(0, 8)).isEqualTo(NEW);
        assertThat(steps.place(1, 7)).isEqualTo(NEW);
    }

    @Test
    void whatWasSeenIsToldFromWhatWasLeftOut() {
        steps.note(0, 4);
        steps.note(0, 5);
        steps.note(0, 8);
        assertThat(steps.place(0, 4)).isEqualTo(SEEN);
        assertThat(steps.place(0, 5)).isEqualTo(SEEN);
        assertThat(steps.place(0, 6)).isEqualTo(BEHIND);
        assertThat(steps.place(0, 3)).isEqualTo(BEHIND);
    }

    @Test
    void theWindowReachesBack63Steps() {
        for (int i = 0; i < 100; i++) {
            steps.note(0, i);
        }
        assertThat(steps.place(0, 36)).isEqualTo(SEEN);
        assertThat(steps.place(0, 35)).isEqualTo(BEHIND);
    }

    @Test
    void aLongGapEmptiesTheWindow() {
        steps.note(0, 1);
        steps.note(0, Long.MAX_VALUE);
        assertThat(steps.place(0, Long.MAX_VALUE)).isEqualTo(SEEN);
        assertThat(steps.place(0, Long.MAX_VALUE - 1)).isEqualTo(BEHIND);
        assertThat(steps.place(0, 1)).isEqualTo(BEHIND);
    }

    @Test
    void ranksMayComeInAnyOrder() {
        int[] ranks = {5, 1, 65_535, 0, 3};
        for (int rank : ranks) {
            steps.note(rank, rank + 10);
        }
        for (int rank : ranks) {
            assertThat(steps.place(rank, rank + 10)).isEqualTo(SEEN);
            assertThat(steps.place(rank, rank + 11)).isEqualTo(NEW);
        }
    }

    @Test
    void survivesStorage() {
        steps.note(2, 4);
        steps.note(0, 5);
        steps.note(0, 7);
        MemoryWriter out = new MemoryWriter();
        steps.sync(out);
        RankSteps read = new RankSteps();
        read.sync(new MemoryReader(out.toBytes()));
        assertThat(read.place(0, 5)).isEqualTo(SEEN);
        assertThat(read.place(0, 6)).isEqualTo(BEHIND);
        assertThat(read.place(2, 4)).isEqualTo(SEEN);
        assertThat(read.place(1, 4)).isEqualTo(NEW);
    }
}
