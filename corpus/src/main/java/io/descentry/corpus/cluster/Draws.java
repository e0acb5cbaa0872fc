package io.descentry.corpus.cluster;

import java.util.SplittableRandom;

/** Independent sequences of random numbers from one seed: what is drawn for one purpose moves no other. */
final class Draws {
    private Draws() {}

    /**
     * A sequence.
     *
     * @param seed of the whole plan
     * @param purpose what it is drawn for
     * @param index which of those; for example a job
     */
    static SplittableRandom of(long seed, String purpose, long index) {
        return new SplittableRandom(mix(mix(seed + purpose.hashCode()) + index));
    }

    /** SplitMix64's finalizer: near seeds give sequences that have nothing in common. */
    static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
