package io.descentry.app.peers;

/** The last values of a series. */
final class Window {
    private final double[] values;
    private int size;
    private int next;

    Window(int length) {
        values = new double[length];
    }

    void add(double value) {
        values[next] = value;
        next = (next + 1) % values.length;
        size = Math.min(size + 1, values.length);
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == values.length;
    }

    double mean() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i];
        }
        return sum / size;
    }

    /** Sample standard deviation. */
    double deviation() {
        double mean = mean();
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(squares / (size - 1));
    }

    long above(double bar) {
        long above = 0;
        for (int i = 0; i < size; i++) {
            above += values[i] > bar ? 1 : 0;
        }
        return above;
    }
}
