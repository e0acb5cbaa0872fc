package io.descentry.peer;

import io.descentry.alert.AlertBook;
import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Status;
import io.descentry.alert.Moment;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerTraces;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one job tells groups of its peers: decides from its records alone what to tell and when, and remembers what it told. */
public final class Reports implements Memory {
    /*
     * presence   when what the job shares with others changes, and every AGAIN of event time, with all alarms that are open:
     *            a group that had to start afresh knows everything again after that time, but for jobs that are silent
     * alarm      on each change of an alert that is at least a warning. That an alert became part of an incident is no news
     *            to those who said so, and is not told: no note can come back as a report of the same thing
     * milestone  when the reporting rank passes one, but not those that lie before the first step of an attempt
     * trace      at the steps of LayerTraces, to the group of the run itself and to that of its reference
     *
     * Nothing is told of a job that nobody described, and nothing to the fleet by one that shares nothing. A description is looked at once, by identity; the digest tells whether
     * it says anything new after a restart.
     */
    private static final long AGAIN_MILLIS = 10 * 60_000L;

    private static final long NEVER = Long.MIN_VALUE;
    private static final long NO_MILESTONE = -1;

    private @Nullable String fleet;
    private long digest;
    private long toldAtMillis = NEVER;
    private int attempt = -1;
    private boolean running;
    private long milestone = NO_MILESTONE;
    private @Nullable JobFacts seen;

    /**
     * A report and whom it is for.
     *
     * @param group key of the group, see {@link GroupSort}
     */
    public record Addressed(String group, PeerReport report) {}

    /**
     * What to tell after a record was judged; to be called once for each.
     *
     * @param isRunning false when the attempt is over
     * @param moment the record
     * @param own whether the job itself sent it, and not its peers
     * @param changes of the job's alerts that it led to
     * @param alerts as they are now
     */
    public List<Addressed> after(
            RunContext run,
            boolean isRunning,
            Moment moment,
            boolean own,
            List<AlertChange> changes,
            AlertBook alerts) {
        JobFacts facts = run.facts();
        if (!isDescribed(facts)) {
            return List.of();
        }
        StepReading reading = moment.reading();
        boolean step = reading != null && reading.rank() == 0;
        boolean presence = isNew(facts, run.attempt(), isRunning) || (own && isTimeAgain(moment));
        boolean passed = step && passes(run);
        StepReading traced = reading != null && step && isTraced(facts, reading) ? reading : null;
        if (!presence && !passed && traced == null && changes.isEmpty()) {
            return List.of();
        }
        List<Addressed> reports = new ArrayList<>();
        if (presence) {
            tellPresence(reports, run, moment, alerts);
        }
        tellAlarms(reports, facts, changes);
        if (passed) {
            milestone(run, moment).ifPresent(reports::add);
        }
        if (traced != null) {
            tellTrace(reports, facts, traced);
        }
        return reports;
    }

    private static boolean isDescribed(JobFacts facts) {
        return facts.worldSize() > 0;
    }

    private boolean isTimeAgain(Moment moment) {
        return moment.timeMillis() - toldAtMillis >= AGAIN_MILLIS;
    }

    /** Whether peers do not know yet what is so now; from now on they will. */
    @SuppressWarnings(
            "ReferenceEquality") // the very description: comparing what is in it would cost more than the digest
    private boolean isNew(JobFacts facts, int ofAttempt, boolean isRunning) {
        if (facts == seen && ofAttempt == attempt && isRunning == running) {
            return false;
        }
        long now = digest(facts);
        boolean changed = toldAtMillis == NEVER || now != digest || ofAttempt != attempt || isRunning != running;
        seen = facts;
        digest = now;
        attempt = ofAttempt;
        running = isRunning;
        return changed;
    }

    private void tellPresence(List<Addressed> reports, RunContext run, Moment moment, AlertBook alerts) {
        JobFacts facts = run.facts();
        @Nullable String group = fleetOf(facts);
        if (fleet != null && !fleet.equals(group)) {
            reports.add(new Addressed(fleet, presence(facts, run.attempt(), moment.timeMillis(), false)));
        }
        fleet = group;
        toldAtMillis = moment.timeMillis();
        if (group == null) {
            return;
        }
        reports.add(new Addressed(group, presence(facts, run.attempt(), moment.timeMillis(), running)));
        for (AlertBook.Open open : alerts.open()) {
            if (open.severity() != Severity.INFO) {
                reports.add(new Addressed(group, alarm(facts, open, moment.timeMillis())));
            }
        }
    }

    private static PeerReport presence(JobFacts facts, int attempt, long timeMillis, boolean running) {
        List<PeerReport.Place> places = facts.ranks().stream()
                .flatMap(rank -> rank.host() == null
                        ? Stream.<PeerReport.Place>empty()
                        : Stream.of(new PeerReport.Place(rank.host(), rank.rack())))
                .distinct()
                .toList();
        return new PeerReport.Presence(
                facts.jobId(),
                attempt,
                timeMillis,
                running,
                facts.project(),
                facts.origin().image(),
                facts.origin().dataset(),
                places);
    }

    private static PeerReport alarm(JobFacts facts, AlertBook.Open open, long timeMillis) {
        Optional<JobFacts.Placement> place = placeOf(facts, open.rank());
        return new PeerReport.Alarm(
                facts.jobId(),
                open.attempt(),
                timeMillis,
                open.fingerprint(),
                open.kind(),
                open.severity(),
                true,
                open.subject(),
                open.rank(),
                place.map(JobFacts.Placement::host).orElse(null),
                place.map(JobFacts.Placement::device).orElse(null),
                open.startedAtMillis());
    }

    private static void tellAlarms(List<Addressed> reports, JobFacts facts, List<AlertChange> changes) {
        @Nullable String group = fleetOf(facts);
        if (group == null) {
            return;
        }
        for (AlertChange change : changes) {
            if (change.severity() == Severity.INFO || change.status() == Status.ATTACHED) {
                continue;
            }
            Optional<JobFacts.Placement> place = placeOf(facts, change.rank());
            reports.add(new Addressed(
                    group,
                    new PeerReport.Alarm(
                            facts.jobId(),
                            change.attempt(),
                            change.timeMillis(),
                            change.fingerprint(),
                            change.kind(),
                            change.severity(),
                            change.status() != Status.RESOLVED,
                            change.subject(),
                            change.rank(),
                            place.map(JobFacts.Placement::host).orElse(null),
                            place.map(JobFacts.Placement::device).orElse(null),
                            change.startedAtMillis())));
        }
    }

    private static Optional<JobFacts.Placement> placeOf(JobFacts facts, int rank) {
        return facts.ranks().stream().filter(place -> place.rank() == rank).findFirst();
    }

    private boolean passes(RunContext run) {
        long now = Milestones.upTo(run.step());
        if (run.readingsOfAttempt() <= 1) {
            milestone = now;
            return false;
        }
        boolean passes = now > milestone;
        milestone = now;
        return passes;
    }

    private Optional<Addressed> milestone(RunContext run, Moment moment) {
        double loss = run.progress().lastBlock();
        if (!Double.isFinite(loss)) {
            return Optional.empty();
        }
        String job = run.facts().jobId();
        return Groups.siblings(run.facts())
                .map(group -> new Addressed(
                        group, new PeerReport.Milestone(job, run.attempt(), moment.timeMillis(), milestone, loss)));
    }

    /** Every run that belongs to a project may be named as a reference later on. */
    private static boolean isTraced(JobFacts facts, StepReading reading) {
        return LayerTraces.at(reading.step())
                && reading.layers().layers() > 0
                && reading.layers().layers() == facts.layers().size()
                && (facts.project() != null || facts.origin().referenceJob() != null);
    }

    private static void tellTrace(List<Addressed> reports, JobFacts facts, StepReading reading) {
        if (facts.project() != null) {
            reports.add(new Addressed(Groups.reference(facts.jobId()), trace(facts, reading, true)));
        }
        String reference = facts.origin().referenceJob();
        if (reference != null && !reference.equals(facts.jobId())) {
            reports.add(new Addressed(Groups.reference(reference), trace(facts, reading, false)));
        }
    }

    private static PeerReport trace(JobFacts facts, StepReading reading, boolean isReference) {
        LayerColumns layers = reading.layers();
        return new PeerReport.LayerTrace(
                facts.jobId(),
                reading.attempt(),
                reading.timeMillis(),
                isReference,
                reading.step(),
                facts.precision(),
                reading.has(Series.BATCH_SIZE) ? (int) reading.value(Series.BATCH_SIZE) : facts.batchSize(),
                valueOf(reading, Series.INPUT_MEAN),
                valueOf(reading, Series.INPUT_STD),
                facts.layers().stream().map(JobFacts.Layer::name).toList(),
                LayerTraces.columns(layers));
    }

    private static double valueOf(StepReading reading, Series series) {
        return reading.has(series) ? reading.value(series) : Double.NaN;
    }

    /** Null for a job that says nothing of what it shares: what befalls it cannot come from there. */
    private static @Nullable String fleetOf(JobFacts facts) {
        boolean shares = facts.cluster() != null
                || facts.project() != null
                || facts.origin().image() != null
                || facts.origin().dataset() != null
                || facts.ranks().stream().anyMatch(rank -> rank.host() != null);
        return shares ? GroupSort.FLEET.key(facts.cluster() == null ? "" : facts.cluster()) : null;
    }

    /** A number that is another one, as good as always, when what a job shares with others is. */
    private static long digest(JobFacts facts) {
        long digest = mixed(0, facts.cluster());
        digest = mixed(digest, facts.project());
        digest = mixed(digest, facts.origin().image());
        digest = mixed(digest, facts.origin().dataset());
        for (JobFacts.Placement rank : facts.ranks()) {
            digest = mixed(mixed(digest, rank.host()), rank.rack());
        }
        return digest;
    }

    private static long mixed(long digest, @Nullable String text) {
        return (digest ^ (text == null ? 1 : text.hashCode())) * 0x9E3779B97F4A7C15L + 1;
    }

    @Override
    public void sync(MemoryIo io) {
        fleet = io.textOrNull(fleet);
        digest = io.i64(digest);
        toldAtMillis = io.i64(toldAtMillis);
        attempt = io.i32(attempt);
        running = io.bool(running);
        milestone = io.i64(milestone);
    }
}
