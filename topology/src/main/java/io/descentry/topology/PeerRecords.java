package io.descentry.topology;

import io.descentry.avro.Alarm;
import io.descentry.avro.Attached;
import io.descentry.avro.Compared;
import io.descentry.avro.DifferenceColumn;
import io.descentry.avro.LayerTrace;
import io.descentry.avro.Milestone;
import io.descentry.avro.Place;
import io.descentry.avro.Presence;
import io.descentry.avro.Standing;
import io.descentry.avro.TraceColumn;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.PeerReport;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.LayerTraces;
import io.descentry.reading.PeerNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What jobs and groups of peers tell each other, to and from the Avro records that carry it. */
public final class PeerRecords {
    private PeerRecords() {}

    /** The record of a report. */
    public static io.descentry.avro.PeerReport of(PeerReport report) {
        var record = io.descentry.avro.PeerReport.newBuilder()
                .setJobId(report.jobId())
                .setAttempt(report.attempt())
                .setTime(Instant.ofEpochMilli(report.timeMillis()));
        if (report instanceof PeerReport.Presence presence) {
            record.setPresence(of(presence));
        } else if (report instanceof PeerReport.Alarm alarm) {
            record.setAlarm(of(alarm));
        } else if (report instanceof PeerReport.Milestone milestone) {
            record.setMilestone(Milestone.newBuilder()
                    .setStep(milestone.step())
                    .setLoss(milestone.loss())
                    .build());
        } else if (report instanceof PeerReport.LayerTrace trace) {
            record.setTrace(of(trace));
        }
        return record.build();
    }

    private static Presence of(PeerReport.Presence presence) {
        return Presence.newBuilder()
                .setRunning(presence.running())
                .setProject(presence.project())
                .setImage(presence.image())
                .setDataset(presence.dataset())
                .setPlaces(presence.places().stream()
                        .map(place -> Place.newBuilder()
                                .setHost(place.host())
                                .setRack(place.rack())
                                .build())
                        .toList())
                .build();
    }

    private static Alarm of(PeerReport.Alarm alarm) {
        return Alarm.newBuilder()
                .setFingerprint(alarm.fingerprint())
                .setKind(alarm.kind().id())
                .setSeverity(alarm.severity().name())
                .setOpen(alarm.open())
                .setSubject(alarm.subject())
                .setRank(alarm.rank())
                .setHost(alarm.host())
                .setDevice(alarm.device())
                .setStartedAt(Instant.ofEpochMilli(alarm.startedAtMillis()))
                .build();
    }

    private static LayerTrace of(PeerReport.LayerTrace trace) {
        List<TraceColumn> columns = new ArrayList<>();
        for (int i = 0; i < LayerTraces.SERIES.size(); i++) {
            if (trace.statistics()[i].length > 0) {
                columns.add(TraceColumn.newBuilder()
                        .setSeries(LayerTraces.SERIES.get(i).label())
                        .setValues(boxed(trace.statistics()[i]))
                        .build());
            }
        }
        return LayerTrace.newBuilder()
                .setReference(trace.reference())
                .setStep(trace.step())
                .setPrecision(trace.precision())
                .setBatchSize(trace.batchSize())
                .setInputMean(trace.inputMean())
                .setInputStd(trace.inputStd())
                .setLayers(trace.layers())
                .setColumns(columns)
                .build();
    }

    /** The report that a record holds; empty if it says nothing that this version knows. */
    public static Optional<PeerReport> of(io.descentry.avro.PeerReport record) {
        String job = record.getJobId();
        int attempt = record.getAttempt();
        long time = record.getTime().toEpochMilli();
        if (record.getPresence() != null) {
            Presence presence = record.getPresence();
            return Optional.of(new PeerReport.Presence(
                    job,
                    attempt,
                    time,
                    presence.getRunning(),
                    presence.getProject(),
                    presence.getImage(),
                    presence.getDataset(),
                    presence.getPlaces().stream()
                            .map(place -> new PeerReport.Place(place.getHost(), place.getRack()))
                            .toList()));
        }
        if (record.getAlarm() != null) {
            return alarm(record, record.getAlarm());
        }
        if (record.getMilestone() != null) {
            Milestone milestone = record.getMilestone();
            return Optional.of(new PeerReport.Milestone(job, attempt, time, milestone.getStep(), milestone.getLoss()));
        }
        if (record.getTrace() != null) {
            LayerTrace trace = record.getTrace();
            return Optional.of(new PeerReport.LayerTrace(
                    job,
                    attempt,
                    time,
                    trace.getReference(),
                    trace.getStep(),
                    trace.getPrecision(),
                    trace.getBatchSize(),
                    trace.getInputMean(),
                    trace.getInputStd(),
                    trace.getLayers(),
                    columns(trace.getColumns())));
        }
        return Optional.empty();
    }

    private static Optional<PeerReport> alarm(io.descentry.avro.PeerReport record, Alarm alarm) {
        Optional<Severity> severity = Arrays.stream(Severity.values())
                .filter(known -> known.name().equals(alarm.getSeverity()))
                .findFirst();
        Optional<Kind> kind = Kind.of(alarm.getKind());
        if (kind.isEmpty() || severity.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PeerReport.Alarm(
                record.getJobId(),
                record.getAttempt(),
                record.getTime().toEpochMilli(),
                alarm.getFingerprint(),
                kind.get(),
                severity.get(),
                alarm.getOpen(),
                alarm.getSubject(),
                alarm.getRank(),
                alarm.getHost(),
                alarm.getDevice(),
                alarm.getStartedAt().toEpochMilli()));
    }

    private static float[][] columns(List<TraceColumn> stored) {
        float[][] columns = empty();
        for (TraceColumn column : stored) {
            put(columns, column.getSeries(), column.getValues());
        }
        return columns;
    }

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
                        .setValues(boxed(compared.differences()[i]))
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
            float[][] differences = empty();
            for (DifferenceColumn column : compared.getColumns()) {
                put(differences, column.getSeries(), column.getValues());
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

    private static float[][] empty() {
        return new float[LayerTraces.SERIES.size()][0];
    }

    /** A series that this version does not compare is left aside. */
    private static void put(float[][] columns, String series, List<Float> values) {
        for (int i = 0; i < columns.length; i++) {
            LayerSeries known = LayerTraces.SERIES.get(i);
            if (known.label().equals(series)) {
                columns[i] = unboxed(values);
            }
        }
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>(values.length);
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    private static float[] unboxed(List<Float> boxed) {
        float[] values = new float[boxed.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed.get(i);
        }
        return values;
    }
}
