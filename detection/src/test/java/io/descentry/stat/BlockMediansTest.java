package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import org.junit.jupiter.api.Test;

class BlockMediansTest {
    private static BlockMedians line(int values) {
        BlockMedians blocks = new BlockMedians();
        for (int i = 0; i < values; i++) {
            blocks.add(i, 10L * i, 8);
        }
        return blocks;
    }

    @Test
    void aBlockIsTheMedianOfEightValues() {
        assertThat(line(16).newerHalf()).containsExactly(11.5f);
        assertThat(line(16).startOfNewerHalf()).isEqualTo(80);
    }

    @Test
    void blocksGrowWithTheSeries() {
        BlockMedians blocks = line(8 * 128);
        assertThat(blocks.size()).isBetween(16, 32);
        // All 1024 values are covered, so the newer half begins in the middle.
        assertThat(blocks.startOfNewerHalf()).isEqualTo(5120);
        assertThat(blocks.newerHalf()[0]).isEqualTo(512 + 15.5f);
    }

    @Test
    void fewValuesMayMakeABlock() {
        BlockMedians blocks = new BlockMedians();
        for (int i = 0; i < 5; i++) {
            assertThat(blocks.add(i, i, 1)).isTrue();
        }
        assertThat(blocks.newerHalf()).containsExactly(2, 3, 4);
    }

    @Test
    void survivesStorageAtAnyPoint() {
        BlockMedians whole = new BlockMedians();
        BlockMedians stored = new BlockMedians();
        for (int i = 0; i < 1000; i++) {
            MemoryWriter out = new MemoryWriter();
            stored.sync(out);
            stored = new BlockMedians();
            stored.sync(new MemoryReader(out.toBytes()));
            whole.add(Math.sin(i), i, 8);
            stored.add(Math.sin(i), i, 8);
        }
        assertThat(stored.newerHalf()).isEqualTo(whole.newerHalf());
        assertThat(stored.startOfNewerHalf()).isEqualTo(whole.startOfNewerHalf());
    }
}
