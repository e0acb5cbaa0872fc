package io.descentry.reading;

import java.util.Map;

/**
 * One step as one rank reported it. Who reads steps may use the same reading for the next one: it is only to be relied on while
 * the step is judged, and who keeps it keeps a {@link #copy}.
 */
public final class StepReading {
    private final Scalars scalars;
    private final Terms lossTerms;
    private final LayerColumns layers;
    private int attempt;
    private int rank;
    private long step;
    private long timeMillis;
    private boolean skipped;
    private boolean clipped;

    /** A reading that is used for one step after the other, by filling its parts anew. */
    public StepReading() {
        this.scalars = new Scalars();
        this.lossTerms = new Terms();
        this.layers = new LayerColumns();
    }

    /**
     * @param attempt restart count of the job; 0 or above
     * @param rank who reports; 0 or above
     * @param step optimizer step; 0 or above
     * @param timeMillis event time, milliseconds since the epoch
     * @param skipped whether the optimizer left the weights alone on purpose (loss scaling)
     * @param clipped whether clipping changed the gradient; false also where clipping is off
     * @param scalars the scalar series that were measured
     * @param lossTerms parts of the loss by name
     * @param layers layer statistics; empty from ranks that do not report them
     */
    public StepReading(
            int attempt,
            int rank,
            long step,
            long timeMillis,
            boolean skipped,
            boolean clipped,
            Scalars scalars,
            Map<String, Double> lossTerms,
            LayerColumns layers) {
        this(attempt, rank, step, timeMillis, skipped, clipped, scalars, Terms.of(lossTerms), layers);
    }

    /** The same with parts of the loss that are read already. */
    public StepReading(
            int attempt,
            int rank,
            long step,
            long timeMillis,
            boolean skipped,
            boolean clipped,
            Scalars scalars,
            Terms lossTerms,
            LayerColumns layers) {
        this.scalars = scalars;
        this.lossTerms = lossTerms;
        this.layers = layers;
        is(attempt, rank, step, timeMillis, skipped, clipped);
    }

    /** Says which step it is; parameters as in the constructor. */
    public void is(int attempt, int rank, long step, long timeMillis, boolean skipped, boolean clipped) {
        this.attempt = attempt;
        this.rank = rank;
        this.step = step;
        this.timeMillis = timeMillis;
        this.skipped = skipped;
        this.clipped = clipped;
    }

    /** The same step, for who keeps it. */
    public StepReading copy() {
        return new StepReading(
                attempt, rank, step, timeMillis, skipped, clipped, scalars.copy(), lossTerms.copy(), layers.copy());
    }

    /** Restart count of the job; 0 or above. */
    public int attempt() {
        return attempt;
    }

    /** Who reports; 0 or above. */
    public int rank() {
        return rank;
    }

    /** Optimizer step; 0 or above. */
    public long step() {
        return step;
    }

    /** Event time, milliseconds since the epoch. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Whether the optimizer left the weights alone on purpose (loss scaling). */
    public boolean skipped() {
        return skipped;
    }

    /** Whether clipping changed the gradient; false also where clipping is off. */
    public boolean clipped() {
        return clipped;
    }

    /** The scalar series that were measured. */
    public Scalars scalars() {
        return scalars;
    }

    /** Parts of the loss by name. */
    public Terms lossTerms() {
        return lossTerms;
    }

    /** Layer statistics; empty from ranks that do not report them. */
    public LayerColumns layers() {
        return layers;
    }

    /** Whether a series was measured at this step. A measured NaN counts as measured. */
    public boolean has(Series series) {
        return scalars.has(series);
    }

    /** The value of a measured series; meaningless where {@link #has} is false. */
    public double value(Series series) {
        return scalars.value(series);
    }
}
