package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Terms;
import io.descentry.stat.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of the loss by name: what each was at the start of the job, and what it is now. */
public final class LossTerms implements Memory {
    /** Readings whose mean is the start. */
    static final int START = 8;

    private static final int MOST = 64;
    /** Largest value that counts as it is: differences of such values are finite. */
    private static final float LARGEST = Float.MAX_VALUE / 4;
    /** Weight of a reading in the level of now: a half-life of 6 readings. */
    private static final float WEIGHT = (float) (1 - Math.pow(0.5, 1.0 / 6));

    private String[] names = {};
    private TermRole[] roles = {};
    private float[] readings = {};
    /** Of the first reading that had any; NaN of those that it had not. */
    private float[] firsts = {};

    private float[] starts = {};
    private float[] levels = {};

    void observe(Terms terms) {
        if (terms.isEmpty()) {
            return;
        }
        boolean first = names.length == 0;
        int known = 0;
        for (int i = 0; i < names.length; i++) {
            int at = terms.find(names[i]);
            if (at >= 0) {
                known++;
                observe(i, terms.value(at));
            }
        }
        if (known < terms.size() && names.length < MOST) {
            meet(terms);
        }
        if (first) {
            begin(terms);
        }
    }

    private void begin(Terms terms) {
        for (int i = 0; i < names.length; i++) {
            int at = terms.find(names[i]);
            firsts[i] = at >= 0 && Double.isFinite(terms.value(at)) ? Floats.finite(terms.value(at)) : Float.NaN;
        }
    }

    private void observe(int i, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        float now = (float) Math.max(-LARGEST, Math.min(LARGEST, value));
        readings[i]++;
        if (readings[i] <= START) {
            starts[i] += (now - starts[i]) / readings[i];
        }
        levels[i] = readings[i] <= START ? starts[i] : levels[i] + WEIGHT * (now - levels[i]);
    }

    private void meet(Terms terms) {
        List<String> known = List.of(names);
        for (int i = 0; i < terms.size() && names.length < MOST; i++) {
            String name = terms.name(i);
            if (!known.contains(name)) {
                int last = names.length;
                resize(last + 1);
                names[last] = name;
                roles[last] = TermRole.of(name);
                observe(last, terms.value(i));
            }
        }
    }

    private void resize(int n) {
        names = Arrays.copyOf(names, n);
        roles = Arrays.copyOf(roles, n);
        readings = Arrays.copyOf(readings, n);
        starts = Arrays.copyOf(starts, n);
        int had = firsts.length;
        firsts = Arrays.copyOf(firsts, n);
        Arrays.fill(firsts, Math.min(had, n), n, Float.NaN);
        levels = Arrays.copyOf(levels, n);
    }

    /** How many parts were seen. */
    public int size() {
        return names.length;
    }

    String name(int i) {
        return names[i];
    }

    TermRole role(int i) {
        return roles[i];
    }

    /** Readings that had the part. */
    long readings(int i) {
        return (long) readings[i];
    }

    /** The parts of the first reading that had any, as far as they were finite. */
    public Map<String, Double> first() {
        Map<String, Double> first = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            if (!Float.isNaN(firsts[i])) {
                first.put(names[i], (double) firsts[i]);
            }
        }
        return first;
    }

    /** Mean of the first {@value #START} readings. */
    double start(int i) {
        return starts[i];
    }

    /** Decayed mean with a half-life of 6 readings. */
    double level(int i) {
        return levels[i];
    }

    boolean has(TermRole role) {
        for (TermRole each : roles) {
            if (each == role) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void sync(MemoryIo io) {
        int n = io.i32(names.length);
        if (n != names.length) {
            if (n < 0 || n > MOST) {
                throw new MemoryFormatException(n + " parts of the loss");
            }
            resize(n);
        }
        for (int i = 0; i < n; i++) {
            String name = io.word(names[i] == null ? "" : names[i]);
            if (!name.equals(names[i])) {
                names[i] = name;
                roles[i] = TermRole.of(name);
            }
        }
        readings = io.counts(readings, MOST);
        if (readings.length != n) {
            throw new MemoryFormatException(readings.length + " counts of " + n + " parts of the loss");
        }
        for (int i = 0; i < n; i++) {
            firsts[i] = io.bool(!Float.isNaN(firsts[i])) ? io.f32(firsts[i]) : Float.NaN;
        }
        io.f32s(starts);
        io.f32s(levels);
    }
}
