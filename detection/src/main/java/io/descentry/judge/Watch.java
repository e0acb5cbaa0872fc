package io.descentry.judge;

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
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.EvalReading;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import java.util.Set;

/** A detector as it is asked in many jobs; what it remembers of each of them is handed in. */
final class Watch<M extends Memory> {
    private final Tuned tuned;
    private final Detector<M> detector;
    private final int place;
    private final byte[] blank;

    private Watch(Tuned tuned, Detector<M> detector, int place) {
        this.tuned = tuned;
        this.detector = detector;
        this.place = place;
        MemoryWriter out = new MemoryWriter();
        detector.remember().sync(out);
        blank = out.toBytes();
    }

    /** @param place where its memory stands among those of a job */
    static Watch<?> of(Tuned tuned, int place) {
        return of(tuned, tuned.detector(), place);
    }

    private static <M extends Memory> Watch<M> of(Tuned tuned, Detector<M> detector, int place) {
        return new Watch<>(tuned, detector, place);
    }

    /** Where its memory stands among those of a job. */
    int place() {
        return place;
    }

    /** A fresh memory. */
    Memory remember() {
        return detector.remember();
    }

    /** A fresh memory as it is stored. Not to be changed. */
    byte[] blank() {
        return blank;
    }

    /** What was remembered under other settings, by which windows may have other lengths: it takes over what fits. */
    Memory adopt(Memory memory) {
        MemoryWriter out = new MemoryWriter();
        memory.sync(out);
        Memory adopted = remember();
        adopted.sync(new MemoryReader(out.toBytes()));
        return adopted;
    }

    @SuppressWarnings("unchecked") // each place holds the memory of its detector
    private M mine(Memory memory) {
        return (M) memory;
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
    Judgement judge(Memory memory, RunContext run, StepReading reading) {
        return told(((StepDetector<M>) detector).judge(mine(memory), run, reading));
    }

    /** Judges what all ranks told of a step; only for those that are asked about it. */
    Judgement judge(Memory memory, RunContext run, GatheredStep step) {
        return told(((RankDetector<M>) detector).judge(mine(memory), run, step));
    }

    /** Judges an evaluation; only for those that are asked about it. */
    Judgement judge(Memory memory, RunContext run, EvalReading reading) {
        return told(((EvalDetector<M>) detector).judge(mine(memory), run, reading));
    }

    /** Judges what peers tell; only for those that are asked about it. */
    Judgement judge(Memory memory, RunContext run, PeerNote note) {
        return told(((PeerDetector<M>) detector).judge(mine(memory), run, note));
    }

    /** Whether it judges as time goes by. */
    boolean isAskedByClock() {
        return tuned.enabled() && detector instanceof ClockDetector<M>;
    }

    /** When it wants to be asked; only for those that judge as time goes by. */
    long dueAt(Memory memory, RunContext run) {
        return ((ClockDetector<M>) detector).dueAt(mine(memory), run);
    }

    /** Judges how things stand at a time; only for those that judge as time goes by. */
    Judgement judge(Memory memory, RunContext run, Set<Kind> open, long atMillis) {
        return told(((ClockDetector<M>) detector).judge(mine(memory), run, open, atMillis));
    }

    void resume(Memory memory, long step) {
        detector.resume(mine(memory), step);
    }

    private Judgement told(Judgement judgement) {
        return judgement instanceof Firing firing && tuned.severity().isPresent()
                ? firing.as(tuned.severity().get())
                : judgement;
    }
}
