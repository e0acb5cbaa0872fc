package io.descentry.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.detect.Catalogue;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import java.util.function.Function;

/**
 * A job's memory as bytes: a version, then named blocks, each with its own version. A block of another version, or of a part
 * that is no longer there, is passed over and that part starts afresh.
 */
final class MemoryFormat {
    private static final int VERSION = 1;
    private static final String FACTS = "facts";
    private static final String PROGRESS = "progress";
    private static final String RUN = "run";
    private static final String RANKS = "ranks";
    private static final String ALERTS = "alerts";
    private static final String CHART = "chart";
    private static final String REPORTS = "reports";
    private static final int FACTS_LAYOUT = 3;
    private static final int PROGRESS_LAYOUT = 1;
    private static final int RUN_LAYOUT = 8;
    private static final int RANKS_LAYOUT = 1;
    private static final int ALERTS_LAYOUT = 4;
    private static final int CHART_LAYOUT = 1;
    private static final int REPORTS_LAYOUT = 1;

    private MemoryFormat() {}

    static byte[] write(JobMemory memory) {
        MemoryWriter out = new MemoryWriter();
        out.i32(VERSION);
        block(out, FACTS, FACTS_LAYOUT, io -> StoredFacts.sync(io, memory.facts()));
        block(out, PROGRESS, PROGRESS_LAYOUT, memory.progress());
        block(out, RUN, RUN_LAYOUT, memory.run());
        block(out, RANKS, RANKS_LAYOUT, memory.gathering());
        block(out, ALERTS, ALERTS_LAYOUT, memory.alerts());
        block(out, CHART, CHART_LAYOUT, memory.chart());
        block(out, REPORTS, REPORTS_LAYOUT, memory.reports());
        for (Watch<?> watch : memory.watches()) {
            block(out, watch.detector().kind().id(), watch.detector().layout(), watch::sync);
        }
        return out.toBytes();
    }

    private static void block(MemoryWriter out, String name, int layout, Memory part) {
        out.block(name.getBytes(UTF_8));
        out.i32(layout);
        MemoryWriter block = new MemoryWriter();
        part.sync(block);
        out.block(block.toBytes());
    }

    /** The memory; {@code tuning} gives the detectors of a job that is described so. */
    static JobMemory read(String jobId, byte[] bytes, Function<JobFacts, Catalogue> tuning) {
        JobMemory memory = new JobMemory(JobFacts.unknown(jobId), tuning.apply(JobFacts.unknown(jobId)));
        MemoryReader in = new MemoryReader(bytes);
        if (in.i32(0) != VERSION) {
            return memory;
        }
        while (!in.isAtEnd()) {
            String name = in.text("");
            int layout = in.i32(0);
            MemoryReader block = in.block();
            switch (name) {
                case FACTS -> {
                    if (layout == FACTS_LAYOUT) {
                        memory.describe(StoredFacts.sync(block, memory.facts()));
                        memory.tune(tuning.apply(memory.facts()), memory.settingsVersion());
                    }
                }
                case PROGRESS -> load(block, layout, PROGRESS_LAYOUT, memory.progress());
                case RUN -> load(block, layout, RUN_LAYOUT, memory.run());
                case RANKS -> load(block, layout, RANKS_LAYOUT, memory.gathering());
                case ALERTS -> load(block, layout, ALERTS_LAYOUT, memory.alerts());
                case CHART -> load(block, layout, CHART_LAYOUT, memory.chart());
                case REPORTS -> load(block, layout, REPORTS_LAYOUT, memory.reports());
                default ->
                    memory.watches().stream()
                            .filter(watch -> watch.detector().kind().id().equals(name))
                            .forEach(watch ->
                                    load(block, layout, watch.detector().layout(), watch::sync));
            }
        }
        memory.rewind();
        return memory;
    }

    private static void load(MemoryReader block, int stored, int known, Memory part) {
        if (stored != known) {
            return;
        }
        part.sync(block);
        if (!block.isAtEnd()) {
            throw new MemoryFormatException("a block is longer than its layout " + known);
        }
    }
}
