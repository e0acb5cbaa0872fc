package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.PeerReport;
import io.descentry.reading.PeerNote;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.util.List;
import org.assertj.core.api.RecursiveComparisonAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What peers tell each other comes over the wire as it was said. */
class PeerRecordsTest {
    private static final float[][] COLUMNS = {{1, Float.NaN}, {}, {0.5f, Float.POSITIVE_INFINITY}, {}};

    private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.withOurSchemas();

    static List<PeerReport> reports() {
        List<PeerReport.Place> places = List.of(new PeerReport.Place("n1", "r1"), new PeerReport.Place("n2", null));
        return List.of(
                new PeerReport.Presence("job", 1, 7, true, "vision", "image:1", "set:2", places),
                new PeerReport.Presence("job", 1, 7, false, null, null, null, List.of()),
                new PeerReport.Alarm(
                        "job", 1, 7, "f", Kind.NON_FINITE, Severity.CRITICAL, true, "loss", 3, "n1", "cuda:0", 5),
                new PeerReport.Alarm(
                        "job", 1, 7, "f", Kind.LOSS_SPIKE, Severity.WARNING, false, "loss", -1, null, null, 5),
                new PeerReport.Milestone("job", 1, 7, 4096, 1.25),
                new PeerReport.LayerTrace(
                        "job", 1, 7, true, 4, "bf16", 32, Double.NaN, 1, List.of("fc1", "fc2"), COLUMNS),
                new PeerReport.LayerTrace("job", 1, 7, false, 4, null, 0, 0, 1, List.of(), new float[4][0]));
    }

    static List<PeerNote> notes() {
        return List.of(
                new PeerNote.Attached("job", 1, 7, "f", "i", "3 jobs on n1"),
                new PeerNote.Standing("job", 1, 7, 128, 2.5, 12, 0.25, 2.25, 1.5, 3.5),
                new PeerNote.Compared("job", 1, 7, "ref", 4, "bf16", Double.POSITIVE_INFINITY, true, COLUMNS),
                new PeerNote.Compared("job", 1, 7, "ref", 4, null, Double.NaN, false, new float[4][0]));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void a_report_arrives_as_it_was_sent(PeerReport report) throws Exception {
        byte[] wire = new RecordEncoder<io.descentry.avro.PeerReport>(Topic.PEER_REPORTS, registry)
                .encode(PeerReports.of(report));
        var read = new RecordDecoder<>(io.descentry.avro.PeerReport.class, registry).decode(wire);
        same(PeerReports.of(read).orElseThrow()).isEqualTo(report);
    }

    @ParameterizedTest
    @MethodSource("notes")
    void a_note_arrives_as_it_was_sent(PeerNote note) throws Exception {
        byte[] wire =
                new RecordEncoder<io.descentry.avro.PeerNote>(Topic.PEER_NOTES, registry).encode(PeerNotes.of(note));
        var read = new RecordDecoder<>(io.descentry.avro.PeerNote.class, registry).decode(wire);
        same(PeerNotes.of(read).orElseThrow()).isEqualTo(note);
    }

    @Test
    void what_a_later_version_says_is_no_report_of_this_one() {
        var known = PeerReports.of(reports().get(2));
        var kind = io.descentry.avro.Alarm.newBuilder(known.getAlarm()).setKind("something_new");
        var report = io.descentry.avro.PeerReport.newBuilder(known).setAlarm(kind.build());
        assertThat(PeerReports.of(report.build())).isEmpty();
        assertThat(PeerReports.of(report.setAlarm(null).build())).isEmpty();
    }

    private static RecursiveComparisonAssert<?> same(Object read) {
        return assertThat(read)
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .withEqualsForType(Double::equals, Double.class)
                .withEqualsForType(Float::equals, Float.class);
    }
}
