package io.descentry.judge;

import io.descentry.detect.Catalogue;
import io.descentry.detect.ClockDetector;
import io.descentry.detect.Detector;
import io.descentry.detect.EvalDetector;
import io.descentry.detect.Judgement;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.PeerDetector;
import io.descentry.detect.RankDetector;
import io.descentry.detect.RunContext;
import io.descentry.detect.StepDetector;
import io.descentry.detect.Tuned;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import java.util.Set;

/** A detector together with what it remembers of one job. */
final class Watch<M extends Memory> {
    private final Tuned tuned;
    private final Detector<M> detector;
    private final M memory;

    private Watch(Tuned tuned, Detector<M> detector) {
        this.tuned = tuned;
        this.detector = detector;
        memory = detector.remember();
    }

    static Watch<?> of(Tuned tuned) {
        return of(tuned, tuned.detector());
    }

    private static <M extends Memory> Watch<M> of(Tuned tuned, Detector<M> detector) {
        return new Watch<>(tuned, detector);
    }

    /** The same watch under other settings, by which windows may have other lengths: memories take over what fits. */
    Watch<?> tuned(Catalogue catalogue) {
        Tuned other = catalogue.of(kind());
        if (other.equals(tuned)) {
            return this;
        }
        Watch<?> watch = of(other);
        MemoryWriter out = new MemoryWriter();
        memory.sync(out);
        watch.memory.sync(new MemoryReader(out.toBytes()));
        return watch;
    }

    Tuned tuned() {
        return tuned;
    }

    Detector<M> detector() {
        return detector;
    }

    Kind kind() {
        return tuned.kind();
    }

    /** Whether it judges the steps of the reporting rank 0, or those of every rank. */
    boolean isAskedBySteps(boolean everyRank) {
        return tuned.enabled() && detector instanceof StepDetector<M> steps && (!everyRank || steps.everyRank());
    }

    /** Whether it judges what all ranks told of a step. */
    boolean isAskedByRanks() {
        return tuned.enabled() && detector instanceof RankDetector<M>;
    }

    /** Whether it judges evaluations. */
    boolean isAskedByEvals() {
        return tuned.enabled() && detector instanceof EvalDetector<M>;
    }

    /** Whether it judges what peers tell. */
    boolean isAskedByNotes() {
        return tuned.enabled() && detector instanceof PeerDetector<M>;
    }

    /** Judges a step; only for those that are asked about it. */
    Judgement judge(RunContext run, StepReading reading) {
        return told(((StepDetector<M>) detector).judge(memory, run, reading));
    }

    /** Judges what all ranks told of a step; only for those that are asked about it. */
    Judgement judge(RunContext run, GatheredStep step) {
        return told(((RankDetector<M>) detector).judge(memory, run, step));
    }

    /** Judges an evaluation; only for those that are asked about it. */
    Judgement judge(RunContext run, EvalReading reading) {
        return told(((EvalDetector<M>) detector).judge(memory, run, reading));
    }

    /** Judges what peers tell; only for those that are asked about it. */
    Judgement judge(RunContext run, PeerNote note) {
        return told(((PeerDetector<M>) detector).judge(memory, run, note));
    }

    /** Whether it judges as time goes by. */
    boolean isAskedByClock() {
        return tuned.enabled() && detector instanceof ClockDetector<M>;
    }

    /** When it wants to be asked; only for those that judge as time goes by. */
    long dueAt(RunContext run) {
        return ((ClockDetector<M>) detector).dueAt(memory, run);
    }

    /** Judges how things stand at a time; only for those that judge as time goes by. */
    Judgement judge(RunContext run, Set<Kind> open, long atMillis) {
        return told(((ClockDetector<M>) detector).judge(memory, run, open, atMillis));
    }

    void resume(long step) {
        detector.resume(memory, step);
    }

    void sync(MemoryIo io) {
        memory.sync(io);
    }

    private Judgement told(Judgement judgement) {
        return judgement instanceof Firing firing && tuned.severity().isPresent()
                ? firing.as(tuned.severity().get())
                : judgement;
    }
}
