package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes and the writer's schema say, decoding ends soon, with a record or with a reason. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileBytesTest {
    private static final Schema STEP = SpecificData.get().getSchema(StepSummary.class);
    private static final String HUGE_LONG = "fe ff ff ff ff ff ff ff ff 01";
    private static final String SMALLEST_LONG = "ff ff ff ff ff ff ff ff ff 01";

    private final RecordDecoder<StepSummary> decoder = new RecordDecoder<>(StepSummary.class, new OneSchema(STEP));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing at all                                    | ''
            less than a header                                | 00 00 00 00
            another first byte                                | 01 00 00 00 01 00
            a header alone                                    | 00 00 00 00 01
            a name of 2^63-1 bytes                            | 00 00 00 00 01 fe ff ff ff ff ff ff ff ff 01
            a name of minus one byte                          | 00 00 00 00 01 01
            a name of 2 GB                                    | 00 00 00 00 01 fe ff ff ff 0f 61
            a number that never ends                          | 00 00 00 00 01 ff ff ff ff ff ff ff ff ff ff ff ff
            a union branch that is not there                  | 00 00 00 00 01 02 61 00 00 00 08
            a union branch below zero                         | 00 00 00 00 01 02 61 00 00 00 01
            """)
    void isUndecodable(String story, String hex) {
        assertThatThrownBy(() -> decoder.decode(bytes(hex))).isInstanceOf(UndecodableException.class);
    }

    @Test
    void everyPieceOfARecordIsUndecodable() throws Exception {
        byte[] whole = someStep();
        for (int length = 0; length < whole.length; length++) {
            byte[] piece = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decoder.decode(piece)).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void bytesAfterTheRecordAreUndecodable() throws Exception {
        byte[] whole = someStep();
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("1 bytes follow");
    }

    @Test
    void aValueAboveTheLimitIsNotLookedAt() throws Exception {
        byte[] whole = someStep();
        RecordDecoder<StepSummary> exact = new RecordDecoder<>(StepSummary.class, new OneSchema(STEP), whole.length);
        assertThat(exact.decode(whole)).isNotNull();
        RecordDecoder<StepSummary> strict =
                new RecordDecoder<>(StepSummary.class, new OneSchema(STEP), whole.length - 1);
        assertThatThrownBy(() -> strict.decode(whole))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("limit of " + (whole.length - 1));
        assertThatThrownBy(() -> decoder.decode(new byte[RecordDecoder.DEFAULT_MAX_BYTES + 1]))
                .hasMessageContaining("limit of " + RecordDecoder.DEFAULT_MAX_BYTES);
    }

    @Test
    void aDecoderGoesOnAfterBadBytes() throws Exception {
        byte[] whole = someStep();
        StepSummary before = decoder.decode(whole);
        assertThatThrownBy(() -> decoder.decode(bytes("00 00 00 00 01 02"))).isInstanceOf(UndecodableException.class);
        assertThat(decoder.decode(whole)).isEqualTo(before);
    }

    /** Bits that fall over may give another record, but nothing else than a record or a reason. */
    @Test
    void damagedRecordsEndInARecordOrAReason() throws Exception {
        byte[] whole = someStep();
        Random random = new Random(3);
        int undecodable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[5 + random.nextInt(whole.length - 5)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(decoder.decode(damaged)).isNotNull();
            } catch (UndecodableException e) {
                undecodable++;
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(undecodable).isPositive();
    }

    @ParameterizedTest(name = "items: {0}, count: {1}")
    @CsvSource({
        "'\"int\"', " + HUGE_LONG,
        "'\"int\"', " + SMALLEST_LONG + " 00",
        "'\"int\"', fe ff ff ff 0f",
        "'\"null\"', " + HUGE_LONG,
        "'\"null\"', fe ff ff ff 0f",
        "'{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[]}', fe ff ff ff 0f",
        "'{\"type\":\"fixed\",\"name\":\"Nothing\",\"size\":0}', fe ff ff ff 0f"
    })
    void aBlockOfMoreItemsThanBytesIsUndecodable(String items, String count) {
        Schema writer = withExtra("{\"type\": \"array\", \"items\": " + items + "}");
        RecordDecoder<EvalSummary> eval = new RecordDecoder<>(EvalSummary.class, new OneSchema(writer));
        assertThatThrownBy(() -> eval.decode(bytes("00 00 00 00 01 " + count)))
                .isInstanceOf(UndecodableException.class);
    }

    @Test
    void aBlockThatTellsItsLengthIsSkippedHoweverManyItemsItClaims() {
        Schema writer = withExtra("{\"type\": \"array\", \"items\": \"int\"}");
        RecordDecoder<EvalSummary> eval = new RecordDecoder<>(EvalSummary.class, new OneSchema(writer));
        assertThatThrownBy(() -> eval.decode(bytes("00 00 00 00 01 " + SMALLEST_LONG + " 04 00 00 00")))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("end in the middle");
    }

    /** A list of a million links: each is one byte, each is one level deeper. */
    @Test
    void aChainThatIsDeeperThanTheStackIsUndecodable() {
        Schema writer = withExtra(
                "[\"null\", {\"type\":\"record\",\"name\":\"Link\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Link\"]}]}]");
        byte[] wire = new byte[1_000_000];
        Arrays.fill(wire, 5, wire.length, (byte) 2);
        wire[4] = 1;
        RecordDecoder<EvalSummary> eval = new RecordDecoder<>(EvalSummary.class, new OneSchema(writer));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> eval.decode(wire)).isInstanceOf(UndecodableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void aSchemaThatIsDeeperThanTheStackIsUndecodable(int depth) {
        Schema deep = Schema.create(Schema.Type.INT);
        for (int i = 0; i < depth; i++) {
            deep = Schema.createArray(deep);
        }
        RecordDecoder<EvalSummary> eval = new RecordDecoder<>(EvalSummary.class, new OneSchema(deep));
        assertThatThrownBy(() -> eval.decode(bytes("00 00 00 00 01 00"))).isInstanceOf(UndecodableException.class);
    }

    /** Sixty records, each with two of the next: 2^60 parts, none of which takes a byte. */
    @Test
    void aSchemaThatGrowsByPowersOfTwoIsUndecodable() {
        StringBuilder text = new StringBuilder();
        StringBuilder end = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("{\"type\":\"record\",\"name\":\"R" + i + "\",\"fields\":[{\"name\":\"a\",\"type\":");
            end.insert(0, "},{\"name\":\"b\",\"type\":\"R" + (i + 1) + "\"}]}");
        }
        String leaf = "{\"type\":\"record\",\"name\":\"R60\",\"fields\":[]}";
        Schema writer = withExtra(text + leaf + end);
        RecordDecoder<EvalSummary> eval = new RecordDecoder<>(EvalSummary.class, new OneSchema(writer));
        assertThatThrownBy(() -> eval.decode(bytes("00 00 00 00 01 00")))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("more than 4096 parts");
    }

    @Test
    void reasonsStayShort() {
        Schema writer = withExtra("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"" + "x".repeat(100_000) + "\"]}");
        RecordDecoder<StepSummary> other = new RecordDecoder<>(StepSummary.class, new OneSchema(writer));
        assertThatThrownBy(() -> other.decode(bytes("00 00 00 00 01 00")))
                .isInstanceOf(UndecodableException.class)
                .satisfies(
                        fault -> assertThat(String.valueOf(fault.getMessage())).hasSizeLessThan(600));
    }

    /** An EvalSummary whose writer sends another field first. */
    private static Schema withExtra(String type) {
        return WriterSchemaTest.parse("""
                {"type": "record", "name": "EvalSummary", "namespace": "io.descentry.avro", "fields": [
                  {"name": "extra", "type": %s},
                  {"name": "job_id", "type": "string"}, {"name": "step", "type": "long"},
                  {"name": "time", "type": "long"}, {"name": "split", "type": "string"}]}""".formatted(type));
    }

    private static byte[] someStep() throws Exception {
        RecordEncoder<StepSummary> encoder = new RecordEncoder<>(Topic.STEPS, new OneSchema(STEP));
        return encoder.encode(new RandomRecords(11, 3).next(StepSummary.class));
    }

    private static byte[] bytes(String hex) {
        String digits = hex.replace(" ", "");
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits)).array();
    }
}
