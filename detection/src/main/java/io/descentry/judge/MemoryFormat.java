package io.descentry.judge;

import io.descentry.detect.Catalogue;
import io.descentry.detect.Detector;
import io.descentry.detect.Tuned;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job's memory as bytes. */
final class MemoryFormat {
    /*
     * A version, then blocks: a mark of two bytes, the number of bytes, and these. A mark is a hash of the name and the layout of
     * a part, so a block of another layout, or of a part that is no longer there, has a mark that nobody knows: it is passed over
     * and that part starts afresh. So does a detector whose memory is as at the start, which is left out. No mark of a layout that ever was equals one of today, which MemoryFormatTest holds.
     *
     * The array that is written to is kept for the next job of the thread, unless a job needed an uncommonly long one.
     */
    private static final int VERSION = 2;

    private static final int KEPT = 1 << 20;
    private static final ThreadLocal<MemoryWriter> WRITERS = ThreadLocal.withInitial(MemoryWriter::new);

    /** The parts that all detectors share. */
    enum Part {
        FACTS(4),
        PROGRESS(2),
        RUN(9),
        RANKS(2),
        ALERTS(4),
        CHART(2),
        REPORTS(1);

        final int layout;
        final int mark;

        Part(int layout) {
            this.layout = layout;
            mark = mark(name(), layout);
        }
    }

    private static final Part[] PARTS = Part.values();
    /** Marks of detectors by the ordinal of their kind. */
    private static final int[] MARKS = Catalogue.standard().detectors().stream()
            .map(Tuned::detector)
            .mapToInt(MemoryFormat::mark)
            .toArray();

    private MemoryFormat() {}

    static byte[] write(JobMemory memory) {
        MemoryWriter out = WRITERS.get();
        out.clear();
        out.i32(VERSION);
        for (Part part : PARTS) {
            out.begin(part.mark);
            if (part == Part.FACTS) {
                StoredFacts.write(out, memory.facts());
            } else {
                part(memory, part).sync(out);
            }
            out.end();
        }
        for (Watch<?> watch : memory.watches()) {
            out.begin(MARKS[watch.kind().ordinal()]);
            memory.of(watch).sync(out);
            out.endUnless(watch.blank());
        }
        byte[] bytes = out.toBytes();
        if (bytes.length > KEPT) {
            WRITERS.remove();
        }
        return bytes;
    }

    private static Memory part(JobMemory memory, Part part) {
        return switch (part) {
            case FACTS -> throw new IllegalArgumentException("facts are replaced, never changed");
            case PROGRESS -> memory.progress();
            case RUN -> memory.run();
            case RANKS -> memory.gathering();
            case ALERTS -> memory.alerts();
            case CHART -> memory.chart();
            case REPORTS -> memory.reports();
        };
    }

    private static int mark(Detector<?> detector) {
        return mark(detector.kind().id(), detector.layout());
    }

    /** The mark of a part in a layout: 16 bits. */
    static int mark(String name, int layout) {
        int hash = (name + '.' + layout).hashCode();
        return (hash ^ (hash >>> 16)) & 0xFFFF;
    }

    /** The memory; {@code tuning} gives the detectors of a job that is described so. */
    static JobMemory read(String jobId, byte[] bytes, Function<JobFacts, Catalogue> tuning) {
        JobMemory memory = new JobMemory(JobFacts.unknown(jobId), tuning.apply(JobFacts.unknown(jobId)));
        MemoryReader in = new MemoryReader(bytes);
        if (in.i32(0) != VERSION) {
            return memory;
        }
        while (!in.isAtEnd()) {
            int mark = in.mark();
            MemoryReader block = in.block();
            Part part = shared(mark);
            if (part == Part.FACTS) {
                load(block, io -> memory.describe(StoredFacts.read(block)));
                memory.tune(tuning.apply(memory.facts()), memory.settingsVersion());
            } else if (part != null) {
                load(block, part(memory, part));
            } else {
                for (Watch<?> watch : memory.watches()) {
                    if (MARKS[watch.kind().ordinal()] == mark) {
                        load(block, memory.of(watch));
                    }
                }
            }
        }
        memory.rewind();
        return memory;
    }

    private static @Nullable Part shared(int mark) {
        for (Part part : PARTS) {
            if (part.mark == mark) {
                return part;
            }
        }
        return null;
    }

    private static void load(MemoryReader block, Memory part) {
        part.sync(block);
        if (!block.isAtEnd()) {
            throw new MemoryFormatException("a block is longer than its layout");
        }
    }
}
