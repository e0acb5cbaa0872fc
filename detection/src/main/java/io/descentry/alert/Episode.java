package io.descentry.alert;

import io.descentry.detect.Evidence;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One illness from its first sign to its end; place and subject are those of the first culprit. */
final class Episode implements Memory {
    private static final int EVIDENCE = 6;
    private static final int CAUSES = 6;
    private static final int PHRASES = 6;
    private static final AlertChange.Cause NO_CAUSE =
            new AlertChange.Cause("", 0, "", List.of(), List.of(), "", List.of());

    String fingerprint = "";
    String incident = "";

    @Nullable
    String follows;

    boolean pages;

    @Nullable
    Outbreak outbreak;

    int attempt;
    String subject = "";
    Severity severity = Severity.INFO;
    AlertChange.Status told = AlertChange.Status.FIRING;
    int rank = -1;

    @Nullable
    String layer;

    long firstStep;
    long lastStep;
    long detectedStep;
    long startedAtMillis;
    long detectedAtMillis;
    List<Evidence> evidence = List.of();
    List<AlertChange.Cause> causes = List.of();

    /**
     * An incident of the fleet that the alert is part of.
     *
     * @param incident its fingerprint
     * @param words the incident in words
     */
    record Outbreak(String incident, String words) {}

    Episode() {}

    Episode(Firing firing, Moment moment, JobFacts facts, int attempt) {
        this.attempt = attempt;
        subject = firing.subject();
        severity = firing.severity();
        rank = firing.rank();
        layer = firing.layer() < 0 ? null : facts.layerName(firing.layer());
        firstStep = firing.firstStep();
        lastStep = moment.step();
        detectedStep = moment.step();
        startedAtMillis = moment.timeMillis();
        detectedAtMillis = moment.timeMillis();
        evidence = limited(firing.evidence(), EVIDENCE);
    }

    /** The likeliest causes, with as much evidence as a person reads. */
    void explain(List<AlertChange.Cause> ranked) {
        causes = limited(ranked, CAUSES).stream()
                .map(c -> new AlertChange.Cause(
                        c.id(),
                        c.score(),
                        c.why(),
                        limited(c.pro(), PHRASES),
                        limited(c.contra(), PHRASES),
                        c.confirm(),
                        limited(c.remedies(), PHRASES)))
                .toList();
    }

    /** As it is listed among what is open. */
    OpenAlert inShort(Kind kind) {
        return new OpenAlert(
                fingerprint,
                kind,
                severity,
                told,
                pages && outbreak == null,
                subject,
                rank,
                layer,
                firstStep,
                detectedAtMillis,
                Guides.of(kind).summary(),
                outbreak == null ? incident : outbreak.incident());
    }

    private static <T> List<T> limited(List<T> list, int most) {
        return list.size() <= most ? list : List.copyOf(list.subList(0, most));
    }

    @Override
    public void sync(MemoryIo io) {
        fingerprint = io.text(fingerprint);
        incident = io.text(incident);
        follows = io.textOrNull(follows);
        pages = io.bool(pages);
        outbreak = syncOutbreak(io);
        attempt = io.i32(attempt);
        subject = io.text(subject);
        severity = Severity.values()[io.i32(severity.ordinal())];
        told = AlertChange.Status.values()[io.i32(told.ordinal())];
        rank = io.i32(rank);
        layer = io.textOrNull(layer);
        firstStep = io.i64(firstStep);
        lastStep = io.i64(lastStep);
        detectedStep = io.i64(detectedStep);
        startedAtMillis = io.i64(startedAtMillis);
        detectedAtMillis = io.i64(detectedAtMillis);
        evidence = syncEvidence(io);
        causes = syncCauses(io);
    }

    private @Nullable Outbreak syncOutbreak(MemoryIo io) {
        if (!io.bool(outbreak != null)) {
            return null;
        }
        return new Outbreak(
                io.text(outbreak == null ? "" : outbreak.incident()),
                io.text(outbreak == null ? "" : outbreak.words()));
    }

    private List<Evidence> syncEvidence(MemoryIo io) {
        int n = Math.min(io.i32(evidence.size()), EVIDENCE);
        List<Evidence> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            Evidence e = i < evidence.size() ? evidence.get(i) : new Evidence("", 0, 0, 0, 0, 0);
            all.add(new Evidence(
                    io.text(e.series()),
                    io.i64(e.step()),
                    io.f64(e.observed()),
                    io.f64(e.expected()),
                    io.f64(e.bar()),
                    io.i32(e.windowSteps())));
        }
        return List.copyOf(all);
    }

    private List<AlertChange.Cause> syncCauses(MemoryIo io) {
        int n = Math.min(io.i32(causes.size()), CAUSES);
        List<AlertChange.Cause> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            AlertChange.Cause c = i < causes.size() ? causes.get(i) : NO_CAUSE;
            all.add(new AlertChange.Cause(
                    io.text(c.id()),
                    io.f64(c.score()),
                    io.text(c.why()),
                    syncTexts(io, c.pro()),
                    syncTexts(io, c.contra()),
                    io.text(c.confirm()),
                    syncTexts(io, c.remedies())));
        }
        return List.copyOf(all);
    }

    private static List<String> syncTexts(MemoryIo io, List<String> texts) {
        int n = Math.min(io.i32(texts.size()), PHRASES);
        List<String> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            all.add(io.text(i < texts.size() ? texts.get(i) : ""));
        }
        return List.copyOf(all);
    }
}
