package io.descentry.reading;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a loss as one step told of them, in the order of their names. */
public final class Terms {
    private static final int USUAL = 8;
    /** More room than that is not kept for the next step: no honest loss has so many parts. */
    private static final int MOST = 64;

    private String[] names = new String[USUAL];
    private double[] values = new double[USUAL];
    private int size;

    /** The parts that a map holds. */
    public static Terms of(Map<String, Double> values) {
        Terms terms = new Terms();
        terms.putAll(values);
        return terms;
    }

    /** Forgets all parts. */
    public void clear() {
        size = 0;
        if (names.length > MOST) {
            names = new String[USUAL];
            values = new double[USUAL];
        }
    }

    /** Notes a part; of two of one name the later counts. */
    @SuppressWarnings("ReferenceEquality") // The very name that stood there at the last step is mostly what comes.
    public void put(String name, double value) {
        if (size < names.length && names[size] == name && (size == 0 || names[size - 1].compareTo(name) < 0)) {
            values[size++] = value;
            return;
        }
        int at = size == 0 || names[size - 1].compareTo(name) < 0 ? -1 - size : find(name);
        if (at >= 0) {
            values[at] = value;
            return;
        }
        int place = -1 - at;
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(names, place, names, place + 1, size - place);
        System.arraycopy(values, place, values, place + 1, size - place);
        names[place] = name;
        values[place] = value;
        size++;
    }

    /** Notes all parts that a map holds. */
    public void putAll(Map<String, Double> values) {
        if (!values.isEmpty()) {
            // In order, so that each goes to the end: a sender may tell of a hundred thousand.
            new TreeMap<>(values).forEach(this::put);
        }
    }

    /** How many parts there are. */
    public int size() {
        return size;
    }

    /** Whether the step told of no parts. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Name of a part, by its place in their order. */
    public String name(int i) {
        return names[i];
    }

    /** Value of a part, by its place in their order. */
    public double value(int i) {
        return values[i];
    }

    /** Place of a part, or less than 0 if the step did not tell of it. */
    public int find(String name) {
        return Arrays.binarySearch(names, 0, size, name);
    }

    /** Whether the step told of a part. */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    Terms copy() {
        Terms copy = new Terms();
        copy.names = Arrays.copyOf(names, Math.max(USUAL, size));
        copy.values = Arrays.copyOf(values, Math.max(USUAL, size));
        copy.size = size;
        return copy;
    }
}
