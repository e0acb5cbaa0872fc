package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** No length and no count is believed that the bytes at hand cannot hold. */
class WireBytesTest {
    /** 2^30 as Avro writes it: what would be a gigabyte, or four of floats. */
    private static final String BILLION = "8080808008";

    @Test
    void lengthsAreCheckedBeforeAnythingIsAllocated() {
        assertThatThrownBy(() -> reading(BILLION).readBytes(ByteBuffer.allocate(0)))
                .hasMessageContaining("where 0 bytes are left");
        assertThatThrownBy(() -> reading(BILLION).readString(new Utf8()))
                .hasMessageContaining("where 0 bytes are left");
        assertThatThrownBy(() -> reading(BILLION).readString()).hasMessageContaining("where 0 bytes are left");
        assertThatThrownBy(() -> reading(BILLION).skipBytes()).isInstanceOf(AvroRuntimeException.class);
    }

    @Test
    void countsAreCheckedBeforeAnythingIsAllocated() {
        assertThatThrownBy(() -> reading(BILLION).readArrayStart()).hasMessageContaining("1073741824 items");
        assertThatThrownBy(() -> reading(BILLION).readMapStart()).hasMessageContaining("1073741824 items");
        assertThatThrownBy(() -> reading(BILLION).skipArray()).hasMessageContaining("1073741824 items");
        assertThatThrownBy(() -> reading(BILLION).skipMap()).hasMessageContaining("1073741824 items");
    }

    /** Each block alone would fit; all together announce more items than there are bytes. */
    @Test
    void blocksCountTogether() throws Exception {
        WireBytes in = reading("06" + "06" + "0000000000");
        assertThat(in.readArrayStart()).isEqualTo(3);
        assertThat(in.arrayNext()).isEqualTo(3);
        WireBytes more = reading("06" + "06" + "00");
        assertThat(more.readArrayStart()).isEqualTo(3);
        assertThatThrownBy(more::arrayNext).isInstanceOf(AvroRuntimeException.class);
    }

    @Test
    void aBlockWithItsLengthIsPassedOver() throws Exception {
        WireBytes in = reading("05" + "04" + "aabb" + "00" + "54");
        assertThat(in.skipArray()).isZero();
        assertThat(in.readInt()).isEqualTo(42);
    }

    @Test
    void numbersAndTruthsHaveTheirRange() {
        assertThatThrownBy(() -> reading("8080808010").readInt()).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> reading("80808080808080808080").readLong()).hasMessageContaining("64 bits");
        assertThatThrownBy(() -> reading("02").readBoolean()).isInstanceOf(AvroRuntimeException.class);
        assertThatThrownBy(() -> reading("000000").readFloat()).isInstanceOf(EOFException.class);
    }

    private static WireBytes reading(String hex) {
        WireBytes in = new WireBytes();
        in.read(HexFormat.of().parseHex(hex), 0);
        return in;
    }
}
