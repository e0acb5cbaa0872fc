package io.descentry.topology.node;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.topology.Answers;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.state.LiveJobStores;
import io.descentry.topology.state.LiveJobs;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges each record against what is remembered of its job; lets jobs rest and in the end forgets them that are silent. The task of partition 0
 * also tells which settings were refused.
 */
public final class Judge implements Processor<byte[], Arrived, byte[], Object> {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration TELL = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Jobs looked at in one look at the clock, or swept at once: reading one takes some 50 us. */
    private static final int LOOKED_AT = 1_000;
    /** A horizon that is further back says that the partition lags or the brokers do not answer. */
    private static final Duration CERTAIN = Duration.ofSeconds(10);

    private final JobJudge shared;
    private final Answers answers;
    private final LiveJobStores stores;
    private final RefusedRecords refused;
    private final TopologySettings settings;
    private final String lifecycle;
    private final String health;
    private final String deadLetters;
    private ProcessorContext<byte[], Object> context;
    private LiveJobs jobs;
    private Counters counters;
    private Answers.Column column;
    private JobJudge judge;

    /**
     * @param answers where the answers of detectors are counted
     * @param refused settings that are not in force
     * @param lifecycle node for judged records
     * @param health node that is told of forgotten jobs
     * @param deadLetters node for refused ones
     */
    public Judge(
            JobJudge judge,
            Answers answers,
            LiveJobStores stores,
            RefusedRecords refused,
            TopologySettings settings,
            String lifecycle,
            String health,
            String deadLetters) {
        this.shared = judge;
        this.answers = answers;
        this.stores = stores;
        this.refused = refused;
        this.settings = settings;
        this.lifecycle = lifecycle;
        this.health = health;
        this.deadLetters = deadLetters;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.jobs = stores.of(context);
        this.counters = new Counters(context);
        this.column = answers.take();
        this.judge = shared.counting(column);
        jobs.takeOver();
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> forgetSilent());
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, now -> lookAtTheClock());
        if (context.taskId().partition() == 0) {
            context.schedule(TELL, PunctuationType.WALL_CLOCK_TIME, now -> tellRefused());
        }
    }

    @Override
    public void process(Record<byte[], Arrived> record) {
        Bytes job = Bytes.wrap(record.key());
        JobMemory known = jobs.find(job);
        Sound sound = record.value().sound();
        if (known == null && !sound.isOfTrainer()) {
            counters.count("ignored", Verdict.IgnoreReason.UNKNOWN_JOB.name());
            return;
        }
        JobMemory memory = known != null ? known : judge.remember(LiveJobs.idOf(job));
        if (sound.isOfTrainer()) {
            List<Verdict.Judged> passed = judge.pass(memory, sound.timeMillis());
            if (!passed.isEmpty()) {
                jobs.changed(job, memory);
                passed.forEach(judged -> context.forward(record.withValue(judged), lifecycle));
            }
        }
        Verdict verdict = sound.judgedBy(judge, memory);
        if (verdict instanceof Verdict.Judged judged) {
            if (sound.isOfTrainer()) {
                jobs.heard(job, memory);
            } else {
                jobs.changed(job, memory);
            }
            context.forward(record.withValue(judged), lifecycle);
            if (sound instanceof Sound.Description description) {
                judge.refusedSettings(description.facts()).ifPresent(why -> bury(record, why));
            }
        } else if (verdict instanceof Verdict.Ignored ignored) {
            counters.count("ignored", ignored.reason().name());
        } else if (verdict instanceof Verdict.Rejected rejected) {
            bury(record, rejected);
        }
    }

    private void bury(Record<byte[], Arrived> record, Verdict.Rejected rejected) {
        counters.count("dead-letters", rejected.reason().name());
        if (record.value().refused(rejected) instanceof DeadLetter letter) {
            context.forward(letter.of(record, record.value().from()), deadLetters);
        }
    }

    /** Settings are read by each instance, and only one task has partition 0: so they are told once. */
    private void tellRefused() {
        for (RefusedRecords.Refusal refusal : refused.take()) {
            LOG.warn(
                    "Settings of {} (offset {}) are not in force: {} {}; those before stay",
                    refusal.scope(),
                    refusal.from().offset(),
                    refusal.why().reason(),
                    refusal.why().message());
            counters.count("dead-letters", refusal.why().reason());
            context.forward(refusal.why().of(refusal.arrived(), refusal.from()), deadLetters);
        }
    }

    /** Silence is judged as far as it is certain that nothing is on its way; how far that is may be unknown for a while. */
    private void lookAtTheClock() {
        long now = settings.millis(context);
        long until = settings.horizon().judgedUntil(context.taskId().partition(), now);
        counters.count("clock-looks", until < now - CERTAIN.toMillis() ? "unknown" : "known");
        jobs.silentUntil(until, LOOKED_AT, (job, memory, time) -> {
            List<Verdict.Judged> passed = judge.pass(memory, time);
            jobs.changed(job, memory);
            passed.forEach(judged -> context.forward(new Record<>(job.get(), judged, judged.timeMillis()), lifecycle));
        });
        jobs.rest(LOOKED_AT);
    }

    /** A job that fell silent without saying so is taken as cancelled, so that its open alerts end too. */
    private void forgetSilent() {
        long nowMillis = settings.millis(context);
        for (Bytes job : jobs.silentFor(settings.forgetAfter(), LOOKED_AT)) {
            JobMemory memory = jobs.find(job);
            if (memory != null && judge.lose(memory, nowMillis) instanceof Verdict.Judged judged) {
                context.forward(new Record<>(job.get(), judged, nowMillis), lifecycle);
            }
            jobs.forget(job);
            context.forward(new Record<>(job.get(), HealthCue.FORGOTTEN, nowMillis), health);
            counters.count("forgotten-jobs", "silent");
        }
    }

    @Override
    public void close() {
        jobs.release();
        counters.close();
        answers.giveBack(column);
    }
}
