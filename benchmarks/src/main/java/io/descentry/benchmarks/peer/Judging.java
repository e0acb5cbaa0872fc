package io.descentry.benchmarks.peer;

import io.descentry.alert.AlertChange;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import io.descentry.registry.SchemaRegistry;
import io.descentry.topology.ReadStep;
import io.descentry.topology.StepDecoder;
import io.descentry.wire.RecordDecoder;
import java.util.List;
import java.util.function.Consumer;

/** All detectors as the service asks them, without anything around them. For one thread. */
final class Judging {
    private final JobJudge judge = new JobJudge();
    private final RecordDecoder<ReadStep> decoder;

    Judging(SchemaRegistry registry) {
        decoder = StepDecoder.of(registry);
    }

    /** The memory of a job that was described and took no step yet. */
    JobMemory remember(JobFacts facts) {
        JobMemory memory = judge.remember(facts.jobId());
        judge.describe(memory, facts);
        return memory;
    }

    JobMemory read(String job, byte[] memory) {
        return judge.read(job, memory);
    }

    byte[] write(JobMemory memory) {
        return judge.write(memory);
    }

    /** A step as detectors read it, until the next one is read. */
    StepReading decode(byte[] value) {
        try {
            return decoder.decode(value).reading();
        } catch (Exception e) {
            throw new IllegalStateException("a record that was published here cannot be read", e);
        }
    }

    /** Judges a step as it arrived. */
    void judge(JobMemory memory, byte[] value, Consumer<AlertChange> told) {
        judge(memory, decode(value), told);
    }

    /** Judges a step: time first, then what it says, then what follows for alerts and peers. */
    void judge(JobMemory memory, StepReading reading, Consumer<AlertChange> told) {
        for (Verdict.Judged passed : judge.pass(memory, reading.timeMillis())) {
            advance(memory, passed, told);
        }
        Verdict verdict = judge.judge(memory, reading);
        if (!(verdict instanceof Verdict.Judged judged)) {
            throw new IllegalStateException("step " + reading.step() + " was not judged: " + verdict);
        }
        advance(memory, judged, told);
    }

    private void advance(JobMemory memory, Verdict.Judged judged, Consumer<AlertChange> told) {
        List<AlertChange> changes = judge.advance(memory, judged);
        changes.forEach(told);
        judge.report(memory, judged, changes);
    }
}
