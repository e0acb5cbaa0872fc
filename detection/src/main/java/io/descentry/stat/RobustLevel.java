package io.descentry.stat;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;

/**
 * What a series of logarithms is expected to be now, and how far it strays, learnt from its last values so that outliers hardly
 * matter.
 */
public final class RobustLevel implements Memory {
    /*
     * The level is the median of the newer half of a window, moved by half of the linear extrapolation of the trend between
     * the medians of both halves, and only downwards: training is expected to fall, and a rise must not excuse itself.
     * The scale is 1.4826 times the median absolute deviation (MAD) of the residuals from that trend, which estimates the
     * standard deviation of a normal series [1]. Both are renewed every few values: they hardly change in between,
     * and sorting is what costs. Values are remembered to the nearest 256th, which is 0.4 % of what they are logarithms of, and
     * stored as distances from the one before: mostly a byte each.
     *
     * [1] Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers; Rousseeuw and Croux 1993, JASA 88:1273.
     */
    private static final double MAD_TO_SD = 1.4826;

    private static final int RENEW_EVERY = 8;
    private static final float GRAIN = 1f / 256;
    private static final int MOST = 1 << 16;

    private final short[] window;
    private int size;
    private int next;
    private int fresh;
    private float newer;
    private float slope;
    private float scale;

    /** @param window values that are remembered; at least 16 */
    public RobustLevel(int window) {
        if (window < 16) {
            throw new IllegalArgumentException("a window of " + window);
        }
        this.window = new short[window];
    }

    /** Takes in a finite value; beyond 128 it counts as 128. */
    public void add(double value) {
        add((short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value / GRAIN))));
    }

    private void add(short grains) {
        window[next] = grains;
        next = (next + 1) % window.length;
        size = Math.min(size + 1, window.length);
        fresh++;
        if (fresh >= RENEW_EVERY || size <= 2 * RENEW_EVERY) {
            renew();
        }
    }

    /** Forgets everything. */
    public void clear() {
        size = 0;
        next = 0;
        fresh = 0;
        newer = 0;
        slope = 0;
        scale = 0;
    }

    /** Values remembered. */
    public int size() {
        return size;
    }

    /** The value to expect next; 0 before the first. */
    public double expected() {
        return newer + Math.min(0, slope) * size / 8;
    }

    /** Median of the newer half of the window; 0 before the first value. */
    public double median() {
        return newer;
    }

    /** Change per value, from the medians of both halves of the window; 0 before the second value. */
    public double trend() {
        return slope;
    }

    /** Standard deviation of normal noise with the same MAD; 0 if half of the values lie on the trend. */
    public double scale() {
        return scale;
    }

    private void renew() {
        fresh = 0;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = value(i);
        }
        int half = size / 2;
        newer = Medians.reordering(values, half, size);
        float older = half == 0 ? newer : Medians.reordering(values, 0, half);
        slope = 2 * (newer - older) / size;
        float centre = (half + size - 1) / 2f;
        for (int i = 0; i < size; i++) {
            values[i] = Math.abs(value(i) - (newer + slope * (i - centre)));
        }
        scale = (float) (MAD_TO_SD * Medians.reordering(values));
    }

    /** The value before which {@code i} others came. */
    private float value(int i) {
        return window[place(i)] * GRAIN;
    }

    /** Where it is. */
    private int place(int i) {
        int place = (size < window.length ? 0 : next) + i;
        return place < window.length ? place : place - window.length;
    }

    @Override
    public void sync(MemoryIo io) {
        fresh = io.i32(fresh);
        newer = io.f32(newer);
        slope = io.f32(slope);
        scale = io.f32(scale);
        int length = io.i32(window.length);
        int n = io.i32(size);
        if (n < 0 || n > length || length > MOST) {
            throw new MemoryFormatException(n + " values in a window of " + length);
        }
        if (length == window.length) {
            syncWindow(io, n);
        } else {
            adopt(io, n);
        }
    }

    private void syncWindow(MemoryIo io, int n) {
        int before = 0;
        for (int i = 0; i < n; i++) {
            int at = n == size ? place(i) : i;
            before += io.i32(window[at] - before);
            window[at] = (short) before;
        }
        next = n == size ? next : n % window.length;
        size = n;
    }

    /** Takes over what a window of another length remembered. */
    private void adopt(MemoryIo io, int n) {
        clear();
        int value = 0;
        for (int i = 0; i < n; i++) {
            value += io.i32(0);
            add((short) value);
        }
    }
}
