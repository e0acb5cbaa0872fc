package io.descentry.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryIoTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberComesBack(long value) {
        MemoryWriter out = new MemoryWriter();
        out.i64(value);
        assertThat(new MemoryReader(out.toBytes()).i64(0)).isEqualTo(value);
    }

    @Test
    void everythingComesBackInItsOrder() {
        MemoryWriter out = new MemoryWriter();
        out.i32(-7);
        out.f32(Float.NaN);
        out.f64(Double.NEGATIVE_INFINITY);
        out.bool(true);
        out.text("layer é 層");
        out.textOrNull(null);
        out.f32array(new float[] {1, 2}, 5);
        out.block(new byte[] {9});
        MemoryReader in = new MemoryReader(out.toBytes());
        assertThat(in.i32(0)).isEqualTo(-7);
        assertThat(in.f32(0)).isNaN();
        assertThat(in.f64(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(in.bool(false)).isTrue();
        assertThat(in.text("")).isEqualTo("layer é 層");
        assertThat(in.textOrNull("x")).isNull();
        assertThat(in.f32array(new float[0], 5)).containsExactly(1, 2);
        assertThat(in.block().isAtEnd()).isFalse();
        assertThat(in.isAtEnd()).isTrue();
    }

    @Test
    void bytesThatEndEarlyAreRefused() {
        MemoryWriter out = new MemoryWriter();
        out.text("abcdef");
        byte[] cut = java.util.Arrays.copyOf(out.toBytes(), 4);
        assertThatThrownBy(() -> new MemoryReader(cut).text("")).isInstanceOf(MemoryFormatException.class);
    }

    @Test
    void anArrayBeyondItsLimitIsRefused() {
        MemoryWriter out = new MemoryWriter();
        out.f32array(new float[6], 6);
        MemoryReader in = new MemoryReader(out.toBytes());
        assertThatThrownBy(() -> in.f32array(new float[0], 5)).isInstanceOf(MemoryFormatException.class);
    }
}
