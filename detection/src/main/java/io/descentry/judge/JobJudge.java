package io.descentry.judge;

import io.descentry.alert.AlertBook;
import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertLifecycle;
import io.descentry.alert.Moment;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Catalogue.Refusal;
import io.descentry.detect.Judgement;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.Patience;
import io.descentry.judge.Verdict.Finding;
import io.descentry.judge.Verdict.Judged;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.peer.Reports;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges the records of a job with every detector: the one entrance that the service and a replay share. It keeps nothing
 * itself, so one instance serves all jobs and threads, unless it is {@linkplain #counting counting}.
 */
public final class JobJudge {
    private final Tuning tuning;
    private final AlertLifecycle lifecycle;
    private final AnswerCounter answers;

    /** With all detectors as they are where nothing is set. */
    public JobJudge() {
        this(Catalogue.standard(), AlertLifecycle.DEFAULT);
    }

    /** @param catalogue detectors of jobs that set nothing themselves */
    public JobJudge(Catalogue catalogue, AlertLifecycle lifecycle) {
        this(Tuning.fixed(catalogue), lifecycle);
    }

    /** @param tuning detectors of each job */
    public JobJudge(Tuning tuning, AlertLifecycle lifecycle) {
        this(tuning, lifecycle, AnswerCounter.NONE);
    }

    private JobJudge(Tuning tuning, AlertLifecycle lifecycle, AnswerCounter answers) {
        this.tuning = tuning;
        this.lifecycle = lifecycle;
        this.answers = answers;
    }

    /** The same for one thread at a time, with the answers of detectors counted. */
    public JobJudge counting(AnswerCounter counter) {
        return new JobJudge(tuning, lifecycle, counter);
    }

    /** A fresh memory of a job of which nothing is known. */
    public JobMemory remember(String jobId) {
        JobFacts unknown = JobFacts.unknown(jobId);
        return new JobMemory(unknown, tuning.of(unknown).catalogue());
    }

    /** Takes note of a description; the end of an attempt is one too. */
    public Verdict describe(JobMemory memory, JobFacts facts) {
        Optional<Verdict> refusal = Admission.refuse(memory, facts);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<Finding> findings = enter(memory, facts.attempt());
        memory.chart().touch(facts.timeMillis());
        memory.describe(facts);
        memory.run().pulse().described(facts.timeMillis());
        long version = tuning.version();
        memory.tune(tuning.of(facts).catalogue(), version);
        if (facts.state() != JobFacts.State.RUNNING) {
            memory.progress().end(facts.timeMillis());
            findings.addAll(ask(memory, memory.gathering().rest()));
        }
        memory.rewind();
        return new Judged(Math.max(0, memory.run().step()), facts.timeMillis(), findings, null);
    }

    /** Takes a job that fell silent without a word as over, before it is forgotten. */
    public Verdict lose(JobMemory memory, long nowMillis) {
        int attempt = memory.progress().attempt(); // which nobody may have described
        JobFacts ended = memory.facts().ended(attempt, JobFacts.State.CANCELLED, nowMillis);
        Verdict verdict = describe(memory, ended);
        if (verdict instanceof Judged) {
            memory.lose();
        }
        return verdict;
    }

    /** Why settings in a description are not in force; empty if all are. */
    public Optional<Rejected> refusedSettings(JobFacts facts) {
        List<Refusal> refusals = tuning.of(facts).refusals();
        return refusals.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rejected(RejectReason.SETTING_REFUSED, Refusal.reasons(refusals)));
    }

    /** Judges a step. */
    public Verdict judge(JobMemory memory, StepReading reading) {
        Optional<Verdict> refusal = Admission.refuse(memory, reading);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        tune(memory);
        List<Finding> findings = enter(memory, reading.attempt());
        start(memory, reading.step());
        memory.progress().steps().note(reading.rank(), reading.step());
        memory.chart().touch(reading.timeMillis());
        memory.run().pulse().stepped(reading.rank(), reading.step(), reading.timeMillis());
        if (reading.rank() == 0) {
            memory.chart().observe(reading);
            memory.run().observe(reading);
        }
        findings.addAll(
                ask(memory, memory.asked(reading), watch -> watch.judge(memory.of(watch), memory.run(), reading)));
        askByClock(memory, reading.timeMillis(), findings);
        findings.addAll(ask(memory, memory.gathering().add(reading, memory.run())));
        return new Judged(reading.step(), reading.timeMillis(), findings, reading);
    }

    /** Judges an evaluation. */
    public Verdict judge(JobMemory memory, EvalReading reading) {
        Optional<Verdict> refusal = Admission.refuse(memory, reading);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        tune(memory);
        List<Finding> findings = enter(memory, reading.attempt());
        memory.progress().evals().note(reading.split(), reading.step());
        memory.chart().touch(reading.timeMillis());
        memory.chart().observe(reading);
        memory.run().observe(reading);
        memory.run().pulse().evaluated(reading.timeMillis());
        findings.addAll(
                ask(memory, memory.asked(reading), watch -> watch.judge(memory.of(watch), memory.run(), reading)));
        askByClock(memory, reading.timeMillis(), findings);
        return new Judged(reading.step(), reading.timeMillis(), findings, null);
    }

    /** Takes note of how the job stands beside others. */
    public Verdict judge(JobMemory memory, PeerNote note) {
        if (note.attempt() != memory.progress().attempt() || memory.progress().ended()) {
            return new Verdict.Ignored(Verdict.IgnoreReason.STALE_ATTEMPT);
        }
        tune(memory);
        memory.run().observe(note);
        List<Finding> findings =
                ask(memory, memory.asked(note), watch -> watch.judge(memory.of(watch), memory.run(), note));
        return new Judged(Math.max(0, memory.run().step()), note.timeMillis(), findings, null, note);
    }

    /** Takes note that a rank's process is alive. */
    public Verdict judge(JobMemory memory, HeartbeatReading reading) {
        Optional<Verdict> refusal = Admission.refuse(memory, reading);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        tune(memory);
        List<Finding> findings = enter(memory, reading.attempt());
        memory.run().pulse().beat(reading);
        askByClock(memory, reading.timeMillis(), findings);
        return new Judged(step(memory), reading.timeMillis(), findings, null);
    }

    /**
     * Says what time it is for a job: to be called with the event time of each record before that is judged, and by the clock
     * while none come. What is found is stamped with the deadline that passed, so it does not matter when that is noticed.
     *
     * @return what is to be {@linkplain #advance advanced}, in order; mostly empty
     */
    public List<Judged> pass(JobMemory memory, long nowMillis) {
        if (nowMillis < memory.deadlineMillis()) {
            return List.of();
        }
        tune(memory);
        List<Judged> judged = new ArrayList<>();
        for (long at = memory.deadlineMillis(); at <= nowMillis; at = memory.deadlineMillis()) {
            List<Finding> findings = new ArrayList<>(1);
            askByClock(memory, at, findings);
            if (!findings.isEmpty()) {
                judged.add(new Judged(step(memory), at, findings, null));
            }
        }
        return judged;
    }

    /** The deadline is known after it. */
    private void askByClock(JobMemory memory, long atMillis, List<Finding> findings) {
        memory.rewind();
        if (atMillis < memory.deadlineMillis()) {
            return;
        }
        for (Watch<?> watch : memory.askedByClock()) {
            if (watch.dueAt(memory.of(watch), memory.run()) <= atMillis) {
                Judgement answer = watch.judge(memory.of(watch), memory.run(), memory.openAlerts(), atMillis);
                answers.count(watch.kind(), answer);
                if (answer instanceof Firing || memory.alerts().knows(watch.kind())) {
                    findings.add(new Finding(watch.kind(), answer));
                }
            }
        }
        findings.addAll(ask(memory, memory.gathering().due(atMillis)));
        memory.rewind();
    }

    /** Last step that any rank told of. */
    private static long step(JobMemory memory) {
        return Math.max(0, Math.max(memory.run().step(), memory.run().pulse().step()));
    }

    /** What is well and has no alert changes nothing: it is no finding. */
    private List<Finding> ask(JobMemory memory, List<Watch<?>> watches, Function<Watch<?>, Judgement> question) {
        List<Finding> findings = List.of();
        for (Watch<?> watch : watches) {
            Judgement answer = question.apply(watch);
            answers.count(watch.kind(), answer);
            if (answer instanceof Firing || memory.alerts().knows(watch.kind())) {
                findings = findings.isEmpty() ? new ArrayList<>(1) : findings;
                findings.add(new Finding(watch.kind(), answer));
            }
        }
        return findings;
    }

    /** Judges steps that all ranks told of, or of which no more is waited for. */
    private List<Finding> ask(JobMemory memory, List<GatheredStep> steps) {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>(0);
        for (GatheredStep step : steps) {
            for (Finding finding :
                    ask(memory, memory.asked(step), watch -> watch.judge(memory.of(watch), memory.run(), step))) {
                findings.add(new Finding(finding.kind(), finding.judgement(), step.culpritReading()));
            }
        }
        return findings;
    }

    /** Turns what was found into changes of alerts: the second and last thing that happens to a judged record. */
    public List<AlertChange> advance(JobMemory memory, Judged judged) {
        Moment moment = new Moment(judged.step(), judged.timeMillis(), judged.reading());
        AlertBook alerts = memory.alerts();
        List<AlertChange> changes = new ArrayList<>(alerts.supersede(lifecycle, moment, memory.run()));
        changes.addAll(alerts.disable(lifecycle, memory.disabled(), moment, memory.run()));
        if (judged.note() instanceof PeerNote.Attached attached) {
            changes.addAll(alerts.attach(lifecycle, attached, moment, memory.run()));
        }
        for (Finding finding : worstFirst(judged.findings())) {
            Kind kind = finding.kind();
            Patience patience = memory.tuned(kind).patience();
            Moment seen = finding.reading() == null
                    ? moment
                    : new Moment(judged.step(), judged.timeMillis(), finding.reading());
            changes.addAll(alerts.advance(lifecycle, kind, patience, finding.judgement(), seen, memory.run()));
        }
        if (memory.progress().ended()) {
            changes.addAll(alerts.end(lifecycle, moment, memory.run()));
        }
        return changes;
    }

    /** What the job tells its peers after a judged record: the last thing that happens to it. */
    public List<Reports.Addressed> report(JobMemory memory, Judged judged, List<AlertChange> changes) {
        Moment moment = new Moment(judged.step(), judged.timeMillis(), judged.reading());
        return memory.reports()
                .after(
                        memory.run(),
                        !memory.progress().ended(),
                        moment,
                        judged.note() == null,
                        changes,
                        memory.alerts());
    }

    /** Of several alerts that open at once the worst is the one to be paged for, and the others are attached to it. */
    private static List<Finding> worstFirst(List<Finding> findings) {
        if (findings.size() < 2) {
            return findings;
        }
        long firing = findings.stream()
                .filter(finding -> finding.judgement() instanceof Firing)
                .count();
        return firing < 2
                ? findings
                : findings.stream()
                        .sorted(Comparator.comparingInt(JobJudge::badness).reversed())
                        .toList();
    }

    private static int badness(Finding finding) {
        return finding.judgement() instanceof Firing firing ? firing.severity().ordinal() : -1;
    }

    /** The memory as bytes, versioned. */
    public byte[] write(JobMemory memory) {
        return MemoryFormat.write(memory);
    }

    /** The memory that {@link #write} wrote; parts of another version start afresh. */
    public JobMemory read(String jobId, byte[] bytes) {
        return MemoryFormat.read(jobId, bytes, facts -> tuning.of(facts).catalogue());
    }

    /** Puts settings in force that changed since the last record of the job. */
    private void tune(JobMemory memory) {
        long version = tuning.version();
        if (memory.settingsVersion() != version) {
            memory.tune(tuning.of(memory.facts()).catalogue(), version);
        }
    }

    /** Passes over to a newer attempt; what was learnt of the job stays. Gives what the old one left to be judged. */
    private List<Finding> enter(JobMemory memory, int attempt) {
        List<Finding> findings = new ArrayList<>(0);
        if (attempt > memory.progress().attempt()) {
            findings.addAll(ask(memory, memory.gathering().rest()));
            memory.gathering().clear();
            memory.progress().begin(attempt);
            memory.run().begin(attempt);
            memory.chart().begin();
        }
        return findings;
    }

    /** At the first step of an attempt it is known where it goes on from. */
    private static void start(JobMemory memory, long step) {
        Progress progress = memory.progress();
        if (progress.started()) {
            return;
        }
        progress.start();
        memory.run().resume(step);
        memory.chart().resume(step);
        for (Watch<?> watch : memory.watches()) {
            watch.resume(memory.of(watch), step);
        }
    }
}
