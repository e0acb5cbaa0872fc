package io.descentry.judge;

import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores the description of a job. */
final class StoredFacts {
    private StoredFacts() {}

    static JobFacts sync(MemoryIo io, JobFacts f) {
        return new JobFacts(
                io.text(f.jobId()),
                io.i32(f.attempt()),
                JobFacts.State.values()[io.i32(f.state().ordinal())],
                io.i64(f.timeMillis()),
                io.textOrNull(f.name()),
                io.textOrNull(f.project()),
                io.textOrNull(f.owner()),
                io.textOrNull(f.cluster()),
                texts(io, f.labels()),
                io.textOrNull(f.model()),
                io.textOrNull(f.task()),
                io.textOrNull(f.lossKind()),
                io.i32(f.numClasses()),
                io.textOrNull(f.optimizer()),
                io.f64(f.learningRate()),
                io.i32(f.batchSize()),
                io.textOrNull(f.precision()),
                io.i64(f.warmupSteps()),
                io.i64(f.expectedSteps()),
                io.i32(f.worldSize()),
                layers(io, LayerList.of(f.layers())),
                placements(io, f.ranks()),
                texts(io, f.settings()),
                new JobFacts.Origin(
                        io.textOrNull(f.origin().image()),
                        io.textOrNull(f.origin().dataset()),
                        io.textOrNull(f.origin().referenceJob())));
    }

    private static Map<String, String> texts(MemoryIo io, Map<String, String> texts) {
        // In order, so that equal memories are equal bytes.
        List<Map.Entry<String, String>> entries =
                texts.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        int n = io.i32(entries.size());
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            Map.Entry<String, String> entry = i < entries.size() ? entries.get(i) : Map.entry("", "");
            String key = io.word(entry.getKey());
            all.put(key, io.word(entry.getValue()));
        }
        return Map.copyOf(all);
    }

    private static LayerList layers(MemoryIo io, LayerList layers) {
        byte[] stored = io.bytes(layers.toBytes(), Integer.MAX_VALUE);
        return Arrays.equals(stored, layers.toBytes()) ? layers : LayerList.read(stored);
    }

    private static List<JobFacts.Placement> placements(MemoryIo io, List<JobFacts.Placement> ranks) {
        int n = io.i32(ranks.size());
        List<JobFacts.Placement> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            JobFacts.Placement placement = i < ranks.size() ? ranks.get(i) : new JobFacts.Placement(0, null, null);
            all.add(new JobFacts.Placement(
                    io.i32(placement.rank()),
                    io.textOrNull(placement.host()),
                    io.textOrNull(placement.device()),
                    io.textOrNull(placement.rack())));
        }
        return List.copyOf(all);
    }
}
