package io.descentry.judge;

import io.descentry.alert.AlertBook;
import io.descentry.detect.Catalogue;
import io.descentry.detect.ClockDetector;
import io.descentry.detect.Kind;
import io.descentry.detect.RankGathering;
import io.descentry.detect.RunContext;
import io.descentry.detect.Tuned;
import io.descentry.health.Chart;
import io.descentry.health.HealthStatus;
import io.descentry.health.JobHealth;
import io.descentry.memory.Memory;
import io.descentry.peer.Reports;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Set;

/**
 * All that is remembered of one job: its facts, its progress, each detector's memory and its open alerts. Not thread-safe: it
 * belongs to the thread that judges the job.
 */
public final class JobMemory {
    private JobFacts facts;
    private final Progress progress;
    private final RunContext run;
    private final RankGathering gathering = new RankGathering();
    private Catalogue catalogue;
    private long settingsVersion = -1;
    private Watches watches;
    private final Memory[] memories;
    private long deadline = ClockDetector.NEVER;
    private final AlertBook alerts = new AlertBook();
    private final Chart chart = new Chart();
    private boolean lost;
    private final Reports reports = new Reports();

    JobMemory(JobFacts facts, Catalogue catalogue) {
        this.facts = facts;
        progress = new Progress();
        run = new RunContext(facts);
        this.catalogue = catalogue;
        watches = Watches.of(catalogue);
        memories = watches.all().stream().map(Watch::remember).toArray(Memory[]::new);
    }

    /** Puts the settings of a version of {@link Tuning} in force; what detectors remember stays. */
    void tune(Catalogue other, long version) {
        settingsVersion = version;
        if (other != catalogue) {
            catalogue = other;
            Watches before = watches;
            watches = Watches.of(other);
            for (Watch<?> watch : watches.all()) {
                int place = watch.place();
                if (!watch.tuned().equals(before.all().get(place).tuned())) {
                    memories[place] = watch.adopt(memories[place]);
                }
            }
        }
    }

    /** What is known about the job. */
    public JobFacts facts() {
        return facts;
    }

    /** Last step of the reporting rank, or -1. */
    public long lastStep() {
        return run.step();
    }

    /** Kinds whose alert is open. */
    public Set<Kind> openAlerts() {
        return alerts.openKinds();
    }

    void describe(JobFacts described) {
        facts = described;
        run.describe(described);
    }

    /** The version of {@link Tuning} whose settings are in force; -1 if that is not known. */
    long settingsVersion() {
        return settingsVersion;
    }

    Progress progress() {
        return progress;
    }

    RunContext run() {
        return run;
    }

    RankGathering gathering() {
        return gathering;
    }

    /** What a watch remembers of the job. */
    Memory of(Watch<?> watch) {
        return memories[watch.place()];
    }

    /** One watch of each kind, in the order in which they are asked. */
    List<Watch<?>> watches() {
        return watches.all();
    }

    /** Those that are asked about a step. */
    List<Watch<?>> asked(StepReading reading) {
        return reading.rank() == 0 ? watches.ofSteps() : watches.ofEveryRank();
    }

    /** Those that are asked about what all ranks told of a step. */
    List<Watch<?>> asked(GatheredStep step) {
        return watches.ofRanks();
    }

    /** Those that are asked about an evaluation. */
    List<Watch<?>> asked(EvalReading reading) {
        return watches.ofEvals();
    }

    /** Those that are asked about what peers tell. */
    List<Watch<?>> asked(PeerNote note) {
        return watches.ofNotes();
    }

    /** Those that are asked as time goes by. */
    List<Watch<?>> askedByClock() {
        return watches.ofClock();
    }

    /**
     * The time of the job at which something may be found without a further record, as things stand; {@link Long#MAX_VALUE} if
     * never. Before the time that was last passed on only if nobody passed it on.
     */
    public long deadlineMillis() {
        return Math.min(deadline, gathering.dueMillis());
    }

    /** When the job was last heard of, event time; {@link Long#MIN_VALUE} if never. */
    public long heardAtMillis() {
        return run.pulse().heardAt();
    }

    /** Works out the deadline anew, after a record. */
    void rewind() {
        long earliest = ClockDetector.NEVER;
        if (!progress.ended()) {
            for (Watch<?> watch : watches.ofClock()) {
                earliest = Math.min(earliest, watch.dueAt(of(watch), run));
            }
        }
        deadline = earliest;
    }

    /** Kinds that are not looked for. */
    List<Kind> disabled() {
        return watches.disabled();
    }

    Tuned tuned(Kind kind) {
        return catalogue.of(kind);
    }

    AlertBook alerts() {
        return alerts;
    }

    Chart chart() {
        return chart;
    }

    /** It fell silent without a word and is about to be forgotten. */
    void lose() {
        lost = true;
    }

    /** How the job stands. */
    public JobHealth health() {
        return new JobHealth(
                facts,
                progress.attempt(),
                status(),
                run.step(),
                progress.steps().ranks(),
                chart,
                alerts.openInShort());
    }

    /** Where the job stands. */
    public HealthStatus status() {
        if (lost) {
            return HealthStatus.LOST;
        }
        if (progress.ended()) {
            return switch (facts.state()) {
                case FAILED -> HealthStatus.FAILED;
                case CANCELLED -> HealthStatus.CANCELLED;
                case FINISHED, RUNNING -> HealthStatus.FINISHED;
            };
        }
        if (alerts.isOpen(Kind.STALLED_JOB)) {
            return HealthStatus.STALLED;
        }
        return progress.started() ? HealthStatus.RUNNING : HealthStatus.WAITING;
    }

    Reports reports() {
        return reports;
    }
}
