package io.descentry.judge;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores the description of a job. Written at each commit and read once, so each way has its own method, field by field alike. */
final class StoredFacts {
    private static final JobFacts.State[] STATES = JobFacts.State.values();

    private StoredFacts() {}

    static void write(MemoryWriter out, JobFacts f) {
        out.text(f.jobId());
        out.i32(f.attempt());
        out.i32(f.state().ordinal());
        out.i64(f.timeMillis());
        out.textOrNull(f.name());
        out.textOrNull(f.project());
        out.textOrNull(f.owner());
        out.textOrNull(f.cluster());
        writeTexts(out, f.labels());
        out.textOrNull(f.model());
        out.textOrNull(f.task());
        out.textOrNull(f.lossKind());
        out.i32(f.numClasses());
        out.textOrNull(f.optimizer());
        out.f64(f.learningRate());
        out.i32(f.batchSize());
        out.textOrNull(f.precision());
        out.i64(f.warmupSteps());
        out.i64(f.expectedSteps());
        out.i32(f.worldSize());
        out.block(LayerList.of(f.layers()).toBytes());
        out.i32(f.ranks().size());
        for (JobFacts.Placement placement : f.ranks()) {
            out.i32(placement.rank());
            out.textOrNull(placement.host());
            out.textOrNull(placement.device());
            out.textOrNull(placement.rack());
        }
        writeTexts(out, f.settings());
        out.textOrNull(f.origin().image());
        out.textOrNull(f.origin().dataset());
        out.textOrNull(f.origin().referenceJob());
    }

    /** In order, so that equal descriptions are equal bytes. */
    private static void writeTexts(MemoryWriter out, Map<String, String> texts) {
        out.i32(texts.size());
        if (!texts.isEmpty()) {
            new TreeMap<>(texts).forEach((key, value) -> {
                out.text(key);
                out.text(value);
            });
        }
    }

    static JobFacts read(MemoryReader in) {
        return new JobFacts(
                in.text(""),
                in.i32(0),
                STATES[in.i32(0)],
                in.i64(0),
                in.textOrNull(null),
                in.textOrNull(null),
                in.textOrNull(null),
                in.textOrNull(null),
                readTexts(in),
                in.textOrNull(null),
                in.textOrNull(null),
                in.textOrNull(null),
                in.i32(0),
                in.textOrNull(null),
                in.f64(0),
                in.i32(0),
                in.textOrNull(null),
                in.i64(0),
                in.i64(0),
                in.i32(0),
                LayerList.read(in.bytes(new byte[0], Integer.MAX_VALUE)),
                readPlacements(in),
                readTexts(in),
                new JobFacts.Origin(in.textOrNull(null), in.textOrNull(null), in.textOrNull(null)));
    }

    private static Map<String, String> readTexts(MemoryReader in) {
        int n = in.length(2);
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            String key = in.word("");
            texts.put(key, in.word(""));
        }
        return Map.copyOf(texts);
    }

    private static List<JobFacts.Placement> readPlacements(MemoryReader in) {
        int n = in.length(4);
        List<JobFacts.Placement> placements = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            placements.add(
                    new JobFacts.Placement(in.i32(0), in.textOrNull(null), in.textOrNull(null), in.textOrNull(null)));
        }
        return List.copyOf(placements);
    }
}
