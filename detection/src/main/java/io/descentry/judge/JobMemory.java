package io.descentry.judge;

import io.descentry.alert.AlertBook;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.detect.RunContext;
import io.descentry.detect.Tuned;
import io.descentry.reading.JobFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one job: its facts, its progress, each detector's memory and its open alerts. Not thread-safe: it
 * belongs to the thread that judges the job.
 */
public final class JobMemory {
    private JobFacts facts;
    private final Progress progress;
    private final RunContext run;
    private Catalogue catalogue;
    private long settingsVersion = -1;
    private List<Watch<?>> watches;
    private final AlertBook alerts = new AlertBook();

    JobMemory(JobFacts facts, Catalogue catalogue) {
        this.facts = facts;
        progress = new Progress();
        run = new RunContext(facts);
        this.catalogue = catalogue;
        List<Watch<?>> all = new ArrayList<>();
        for (Tuned tuned : catalogue.detectors()) {
            all.add(Watch.of(tuned));
        }
        watches = List.copyOf(all);
    }

    /** Puts the settings of a version of {@link Tuning} in force; what detectors remember stays. */
    void tune(Catalogue other, long version) {
        settingsVersion = version;
        if (other != catalogue) {
            catalogue = other;
            watches =
                    watches.stream().<Watch<?>>map(watch -> watch.tuned(other)).toList();
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

    /** The watch of a kind; null if the catalogue has no such kind. */
    @Nullable
    Watch<?> watch(Kind kind) {
        for (Watch<?> watch : watches) {
            if (watch.detector().kind() == kind) {
                return watch;
            }
        }
        return null;
    }

    List<Watch<?>> watches() {
        return watches;
    }

    AlertBook alerts() {
        return alerts;
    }
}
