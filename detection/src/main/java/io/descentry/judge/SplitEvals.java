package io.descentry.judge;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Which evaluations each split had in an attempt: the last few steps, newest first. */
final class SplitEvals implements Memory {
    static final int SPLITS = 16;
    private static final int REMEMBERED = 8;
    private static final long NONE = -1;

    private final Map<String, long[]> splits = new TreeMap<>();

    boolean isFull(String split) {
        return splits.size() >= SPLITS && !splits.containsKey(split);
    }

    RankSteps.Place place(String split, long step) {
        long[] steps = splits.get(split);
        if (steps == null || step > steps[0]) {
            return RankSteps.Place.NEW;
        }
        for (long seen : steps) {
            if (seen == step) {
                return RankSteps.Place.SEEN;
            }
        }
        return RankSteps.Place.BEHIND;
    }

    void note(String split, long step) {
        long[] steps = splits.computeIfAbsent(split, s -> blank());
        System.arraycopy(steps, 0, steps, 1, REMEMBERED - 1);
        steps[0] = step;
    }

    private static long[] blank() {
        long[] steps = new long[REMEMBERED];
        Arrays.fill(steps, NONE);
        return steps;
    }

    void clear() {
        splits.clear();
    }

    @Override
    public void sync(MemoryIo io) {
        String[] names = splits.keySet().toArray(new String[0]);
        int n = io.i32(names.length);
        for (int i = 0; i < n; i++) {
            long[] steps = i < names.length ? splits.getOrDefault(names[i], blank()) : blank();
            String name = io.word(i < names.length ? names[i] : "");
            long later = 0;
            long distance = 0;
            for (int k = 0; k < REMEMBERED; k++) {
                distance += io.i64(later - steps[k] - distance);
                steps[k] = later - distance;
                later = steps[k];
            }
            splits.put(name, steps);
        }
    }
}
