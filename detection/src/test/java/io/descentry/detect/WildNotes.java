package io.descentry.detect;

import io.descentry.peer.Milestones;
import io.descentry.reading.LayerTraces;
import io.descentry.reading.PeerNote;
import java.util.Random;
import java.util.function.BiFunction;

/** Arbitrary notes from peers to an arbitrary job, from numbers as {@link Wild} makes them. */
final class WildNotes {
    private final Random random;
    private final BiFunction<Random, Double, Double> number;

    /** @param number makes an arbitrary number of a usual one */
    WildNotes(long seed, BiFunction<Random, Double, Double> number) {
        random = new Random(~seed);
        this.number = number;
    }

    /** Whether one comes after a step. */
    boolean isDue() {
        return random.nextInt(12) == 0;
    }

    PeerNote next(int attempt, long step) {
        return switch (random.nextInt(4)) {
            case 0 -> new PeerNote.Attached("job", attempt, 1000 * step, "fingerprint", "incident", "words");
            case 1 -> compared(attempt, step);
            default -> standing(attempt, step);
        };
    }

    private PeerNote standing(int attempt, long step) {
        double median = number.apply(random, 2.0);
        double low = number.apply(random, 1.8);
        double high = number.apply(random, 2.2);
        double loss = number.apply(random, random.nextInt(3) == 0 ? 5.0 : 2);
        long milestone = Math.max(0, Milestones.upTo(step));
        int siblings = 1 + random.nextInt(100);
        double above = random.nextDouble();
        return new PeerNote.Standing("job", attempt, 1000 * step, milestone, loss, siblings, above, median, low, high);
    }

    private PeerNote compared(int attempt, long step) {
        float[][] differences = new float[LayerTraces.SERIES.size()][];
        int layers = random.nextInt(Wild.MOST_LAYERS + 1);
        for (int i = 0; i < differences.length; i++) {
            differences[i] = new float[random.nextInt(4) == 0 ? 0 : layers];
            for (int layer = 0; layer < differences[i].length; layer++) {
                differences[i][layer] = (float) Math.abs(number.apply(random, random.nextBoolean() ? 0.001 : 0.3));
            }
        }
        String[] precisions = {"fp32", "bf16", "fp8", null};
        String precision = precisions[random.nextInt(precisions.length)];
        double input = random.nextBoolean() ? Double.NaN : Math.abs(number.apply(random, 0.001));
        boolean byPosition = random.nextBoolean();
        return new PeerNote.Compared(
                "job", attempt, 1000 * step, "reference", step, precision, input, byPosition, differences);
    }

    /** The same note with losses in another unit. */
    static PeerNote in(PeerNote note, double unit) {
        return note instanceof PeerNote.Standing s
                ? new PeerNote.Standing(
                        s.jobId(),
                        s.attempt(),
                        s.timeMillis(),
                        s.step(),
                        unit * s.loss(),
                        s.siblings(),
                        s.above(),
                        unit * s.median(),
                        unit * s.low(),
                        unit * s.high())
                : note;
    }
}
