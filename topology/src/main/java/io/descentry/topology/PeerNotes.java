package io.descentry.topology;

import io.descentry.avro.Attached;
import io.descentry.avro.Compared;
import io.descentry.avro.DifferenceColumn;
import io.descentry.avro.Standing;
import io.descentry.reading.LayerTraces;
import io.descentry.reading.PeerNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What groups of peers tell their jobs, to and from the Avro records that carry it. */
public final class PeerNotes {
    private PeerNotes() {}

    /** The record of a note. */
    public static io.descentry.avro.PeerNote of(PeerNote note) {
        var record = io.descentry.avro.PeerNote.newBuilder()
                .setJobId(note.jobId())
                .setAttempt(note.attempt())
                .setTime(Instant.ofEpochMilli(note.timeMillis()));
        if (note instanceof PeerNote.Attached attached) {
            record.setAttached(Attached.newBuilder()
                    .setFingerprint(attached.fingerprint())
                    .setIncident(attached.incident())
                    .setWords(attached.words())
                    .build());
        } else if (note instanceof PeerNote.Standing standing) {
            record.setStanding(Standing.newBuilder()
                    .setStep(standing.step())
                    .setLoss(standing.loss())
                    .setSiblings(standing.siblings())
                    .setAbove(standing.above())
                    .setMedian(standing.median())
                    .setLow(standing.low())
                    .setHigh(standing.high())
                    .build());
        } else if (note instanceof PeerNote.Compared compared) {
            record.setCompared(of(compared));
        }
        return record.build();
    }

    private static Compared of(PeerNote.Compared compared) {
        List<DifferenceColumn> columns = new ArrayList<>();
        for (int i = 0; i < LayerTraces.SERIES.size(); i++) {
            if (compared.differences()[i].length > 0) {
                columns.add(DifferenceColumn.newBuilder()
                        .setSeries(LayerTraces.SERIES.get(i).label())
                        .setValues(Columns.boxed(compared.differences()[i]))
                        .build());
            }
        }
        return Compared.newBuilder()
                .setReference(compared.reference())
                .setStep(compared.step())
                .setPrecision(compared.precision())
                .setInput(compared.input())
                .setByPosition(compared.byPosition())
                .setColumns(columns)
                .build();
    }

    /** The note that a record holds; empty if it says nothing that this version knows. */
    public static Optional<PeerNote> of(io.descentry.avro.PeerNote record) {
        String job = record.getJobId();
        int attempt = record.getAttempt();
        long time = record.getTime().toEpochMilli();
        if (record.getAttached() != null) {
            Attached attached = record.getAttached();
            return Optional.of(new PeerNote.Attached(
                    job, attempt, time, attached.getFingerprint(), attached.getIncident(), attached.getWords()));
        }
        if (record.getStanding() != null) {
            Standing standing = record.getStanding();
            return Optional.of(new PeerNote.Standing(
                    job,
                    attempt,
                    time,
                    standing.getStep(),
                    standing.getLoss(),
                    standing.getSiblings(),
                    standing.getAbove(),
                    standing.getMedian(),
                    standing.getLow(),
                    standing.getHigh()));
        }
        if (record.getCompared() != null) {
            Compared compared = record.getCompared();
            float[][] differences = Columns.none();
            for (DifferenceColumn column : compared.getColumns()) {
                Columns.put(differences, column.getSeries(), column.getValues());
            }
            return Optional.of(new PeerNote.Compared(
                    job,
                    attempt,
                    time,
                    compared.getReference(),
                    compared.getStep(),
                    compared.getPrecision(),
                    compared.getInput(),
                    compared.getByPosition(),
                    differences));
        }
        return Optional.empty();
    }
}
