package io.descentry.topology;

import io.descentry.avro.Alarm;
import io.descentry.avro.LayerTrace;
import io.descentry.avro.Milestone;
import io.descentry.avro.Place;
import io.descentry.avro.Presence;
import io.descentry.avro.TraceColumn;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.PeerReport;
import io.descentry.reading.LayerTraces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What jobs tell groups of their peers, to and from the Avro records that carry it. */
public final class PeerReports {
    private PeerReports() {}

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
                        .setValues(Columns.boxed(trace.statistics()[i]))
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
        float[][] columns = Columns.none();
        for (TraceColumn column : stored) {
            Columns.put(columns, column.getSeries(), column.getValues());
        }
        return columns;
    }
}
