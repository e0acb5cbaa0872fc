package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.ArrayList;
import java.util.List;

/** A finding that is kept back until other ranks said what they saw at its step. */
final class Held implements Memory {
    private static final int EVIDENCE = 4;
    private static final long NONE = -1;

    long step = NONE;
    /** Readings of that step since, the one that found it counted in. */
    int heard;

    private String subject = "";
    private Severity severity = Severity.CRITICAL;
    private int rank;
    private int layer;
    private List<Evidence> evidence = List.of();

    boolean isNone() {
        return step == NONE;
    }

    void hold(Judgement.Firing firing) {
        step = firing.firstStep();
        heard = 0;
        subject = firing.subject();
        severity = firing.severity();
        rank = firing.rank();
        layer = firing.layer();
        evidence = firing.evidence();
    }

    void drop() {
        step = NONE;
        evidence = List.of();
    }

    Judgement.Firing firing() {
        return new Judgement.Firing(subject, severity, rank, layer, step, evidence);
    }

    @Override
    public void sync(MemoryIo io) {
        step = io.i64(step);
        heard = io.i32(heard);
        subject = io.text(subject);
        severity = Severity.values()[io.i32(severity.ordinal())];
        rank = io.i32(rank);
        layer = io.i32(layer);
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
        evidence = List.copyOf(all);
    }
}
