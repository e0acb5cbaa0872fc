package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Series;
import io.descentry.reading.SkippedStep;
import io.descentry.reading.StepReading;

/** What all detectors may know about the run of a job: one place, so that none keeps its own copy. */
public final class RunContext implements Memory {
    private static final int WARM_UP = 64;
    private static final int WARM_UP_AFTER_RESUME = 32;
    private static final double LEAST_APPLIED = 1e-9;
    /** Weight of a reading in the running update ratio: a half-life of 16 readings. */
    private static final double RATIO_WEIGHT = 1 - Math.pow(0.5, 1.0 / 16);

    /** Share of ln(classes) below which the mean entropy of a batch's labels is that of little more than one class. */
    private static final double ONE_CLASS = 0.25;

    private final LossScale lossScale = new LossScale();
    private RateHistory rate = new RateHistory();
    private JobFacts facts;
    private Traits traits;
    private int attempt;
    private boolean resumed;
    private long readings;
    private long readingsOfAttempt;
    private long firstStepOfAttempt;
    private long step = -1;
    private float stepsPerReading = 1;
    private final BatchWatch batch = new BatchWatch();
    private boolean twoPlayers;
    private boolean skipped;
    private long skippedSteps;
    private float updateRatio = Float.NaN;
    private float appliedShare = 1;
    private long badInputAtStep = -1;
    private final DataWatch data = new DataWatch();
    private final LossProgress progress = new LossProgress();
    private final Landmarks landmarks = new Landmarks();
    private final LayerWatch layers = new LayerWatch();
    private final EvalHistory evals = new EvalHistory();
    private final LossTerms terms = new LossTerms();
    private final LabelMix labels = new LabelMix();
    private final Pulse pulse = new Pulse();
    private final PeerStanding standing = new PeerStanding();

    public RunContext(JobFacts facts) {
        this.facts = facts;
        traits = Traits.of(facts);
    }

    /** Takes over a description. */
    public void describe(JobFacts described) {
        facts = described;
        traits = Traits.of(described);
    }

    /** A new attempt takes over. */
    public void begin(int newAttempt) {
        attempt = newAttempt;
        step = -1;
        pulse.clear();
    }

    /** The first step of an attempt; what was learnt of the job stays. */
    public void resume(long firstStep) {
        resumed = readings > 0 || firstStep > 0;
        readingsOfAttempt = 0;
        firstStepOfAttempt = firstStep;
        step = -1;
        rate = new RateHistory();
        data.resume();
        layers.resume();
        evals.resume(firstStep);
        standing.clear();
        progress.clear();
    }

    /** Notes what a step of the reporting rank says about the run. */
    public void observe(StepReading reading) {
        if (step >= 0) {
            double gap = reading.step() - step;
            stepsPerReading = (float) (stepsPerReading + (gap - stepsPerReading) / Math.min(readingsOfAttempt, 16));
        } else {
            firstStepOfAttempt = reading.step();
        }
        readings++;
        readingsOfAttempt++;
        step = reading.step();
        data.observe(reading, readings);
        if (reading.has(Series.LEARNING_RATE)) {
            rate.observe(reading.value(Series.LEARNING_RATE), step);
        }
        batch.observe(reading);
        terms.observe(reading.lossTerms());
        if (isClassifier()) {
            labels.observe(reading, facts);
        }
        twoPlayers |= reading.lossTerms().has("discriminator");
        if (reading.has(Series.LOSS)) {
            double loss = reading.value(Series.LOSS);
            lossScale.observe(loss);
            if (dataChangedNow()) {
                progress.clear();
            }
            progress.observe(loss, step, expectedReadings());
        }
        if (reading.has(Series.INPUT_NONFINITE) && reading.value(Series.INPUT_NONFINITE) > 0) {
            badInputAtStep = step;
        }
        layers.describe(facts.layers(), reading.layers().layers());
        skipped = SkippedStep.is(reading);
        if (skipped) {
            skippedSteps++;
        } else {
            observeUpdates(reading.layers());
            if (rate.now() != 0) {
                layers.observe(reading.layers(), rate.now());
            }
        }
        landmarks.observe(reading);
    }

    /** Notes what an evaluation says about the run. */
    public void observe(EvalReading reading) {
        evals.observe(reading);
    }

    /** Notes how the run stands beside others. */
    public void observe(PeerNote note) {
        if (note instanceof PeerNote.Standing told) {
            standing.observe(told);
        }
    }

    private void observeUpdates(LayerColumns columns) {
        double ratio = UpdateRatio.typical(columns, layers);
        landmarks.moved(ratio, step);
        if (Double.isFinite(ratio)) {
            appliedShare = (float) (appliedShare + RATIO_WEIGHT * ((ratio > 0 ? 1 : 0) - appliedShare));
        }
        if (Double.isFinite(ratio) && ratio > 0) {
            double log = Math.log10(ratio);
            updateRatio = (float) (Float.isNaN(updateRatio) ? log : updateRatio + RATIO_WEIGHT * (log - updateRatio));
        }
    }

    /** What is known about the job. */
    public JobFacts facts() {
        return facts;
    }

    /** Restart count. */
    public int attempt() {
        return attempt;
    }

    /** Last step of the reporting rank, or -1. */
    public long step() {
        return step;
    }

    /** Readings of the reporting rank over all attempts. */
    public long readings() {
        return readings;
    }

    /** Readings of the reporting rank in this attempt. */
    public long readingsOfAttempt() {
        return readingsOfAttempt;
    }

    /** Whether the attempt goes on from a checkpoint. */
    public boolean resumed() {
        return resumed;
    }

    /** Steps between two readings, smoothed; above 1 where the trainer logs every n-th step. */
    public double stepsPerReading() {
        return stepsPerReading;
    }

    /** Whether levels are still to be learnt: 64 readings and the job's own warm-up, or 32 readings after a resume. */
    public boolean isWarmingUp() {
        if (resumed && readings - readingsOfAttempt >= WARM_UP) {
            return readingsOfAttempt <= WARM_UP_AFTER_RESUME;
        }
        return readingsOfAttempt <= WARM_UP || isRateWarmingUp();
    }

    /** Whether the job's own warm-up of the rate is under way. */
    public boolean isRateWarmingUp() {
        // A warm-up longer than half of the plan is a slip of units, and no reason to look away.
        long most = facts.expectedSteps() > 0 ? facts.expectedSteps() / 2 : 100_000;
        return step - firstStepOfAttempt < Math.min(facts.warmupSteps(), most);
    }

    /** Whether the data change with the step at hand: a new stage of a curriculum, another data set. */
    public boolean dataChangedNow() {
        return sinceDataChange() == 0;
    }

    /** Readings since the data changed; a large number if they never did. */
    public long sinceDataChange() {
        return data.since(readings);
    }

    /** Whether the inputs of the last batches were unlike those before, and it is not known yet whether for good. */
    public boolean isDataShifting() {
        return data.isShifting();
    }

    /** What the learning rate did in this attempt. */
    public RateHistory rate() {
        return rate;
    }

    /** Where losses are compared. */
    public LossScale lossScale() {
        return lossScale;
    }

    /** Where the loss is going. */
    public LossProgress progress() {
        return progress;
    }

    /** What stood out so far. */
    public Landmarks landmarks() {
        return landmarks;
    }

    /** What the evaluations said. */
    public EvalHistory evals() {
        return evals;
    }

    /** How each layer is trained. */
    public LayerWatch layers() {
        return layers;
    }

    /** The parts of the loss. */
    public LossTerms terms() {
        return terms;
    }

    /** How the labels of batches are mixed; counts nothing where the task is known to be no classification. */
    public LabelMix labels() {
        return labels;
    }

    /** Signs of life of the attempt, of all ranks. */
    public Pulse pulse() {
        return pulse;
    }

    /** How the run stood among its siblings. */
    public PeerStanding standing() {
        return standing;
    }

    /** Whether a sample has one label, as far as is known. */
    public boolean isClassifier() {
        return traits.classifier();
    }

    /** First step of the attempt. */
    public long firstStepOfAttempt() {
        return firstStepOfAttempt;
    }

    /** Readings that the whole run will have; 0 if it is not known how many steps are planned. */
    public long expectedReadings() {
        return facts.expectedSteps() <= 0 ? 0 : Math.max(1, Math.round(facts.expectedSteps() / stepsPerReading));
    }

    /** Readings to wait for: a third of the run where that is less, but not below 32. */
    public double atMostThird(int readings) {
        long planned = expectedReadings();
        return planned <= 0 ? readings : Math.min(readings, Math.max(32, planned / 3.0));
    }

    /** How the size of the optimizer's step depends on its rate. */
    OptimizerFamily optimizer() {
        return traits.optimizer();
    }

    /** What is known about losses of the job's kind. */
    public LossKind lossKind() {
        return traits.lossKind();
    }

    /** Loss of a classifier that guesses: ln of the number of classes; NaN for other losses. */
    public double lossAtChance() {
        return traits.lossAtChance();
    }

    /**
     * Entropy of the labels of the training data, nats; NaN if it was never measured. Few labels show fewer classes than there
     * are, so that the mean over batches is raised by (classes - 1) / (2 labels), after Miller 1955, to at most ln(classes).
     */
    public double labelEntropy() {
        double ofBatch = data.entropy();
        int classes = facts.numClasses();
        if (classes < 2 || "language_model".equals(facts.task())) {
            return ofBatch; // a batch of text holds many more labels than samples
        }
        double missed = facts.batchSize() > 0 ? (classes - 1) / (2.0 * facts.batchSize()) : 0;
        return Math.min(ofBatch + missed, traits.classesInNats());
    }

    /** Whether batches show hardly more than one class each, so that their losses do not compare with each other. */
    public boolean oneClassBatches() {
        return data.entropy() < ONE_CLASS * traits.classesInNats();
    }

    /** Whether no falling loss is to be expected: two players, or rewards instead of a fixed target. */
    public boolean isAdversarial() {
        return twoPlayers || traits.untargeted();
    }

    /** Whether the batch size changes for good with the step at hand. */
    public boolean batchChangedNow() {
        return batch.changedNow();
    }

    /** Whether the step at hand was skipped by loss scaling. */
    public boolean skipped() {
        return skipped;
    }

    /** Steps that loss scaling skipped so far. */
    public long skippedSteps() {
        return skippedSteps;
    }

    /**
     * Decayed mean of log10 of the typical layer's update ratio, a reading; NaN if it was never measured. Where gradients are
     * gathered over several readings before they are applied, each reading has its share.
     */
    public double updateRatio() {
        return updateRatio + Math.log10(Math.max(appliedShare, LEAST_APPLIED));
    }

    /** Last step whose input held a NaN or infinity, or -1. */
    public long badInputAtStep() {
        return badInputAtStep;
    }

    @Override
    public void sync(MemoryIo io) {
        lossScale.sync(io);
        rate.sync(io);
        data.sync(io);
        progress.sync(io);
        layers.sync(io);
        evals.sync(io);
        landmarks.sync(io);
        terms.sync(io);
        labels.sync(io);
        pulse.sync(io);
        attempt = io.i32(attempt);
        resumed = io.bool(resumed);
        readings = io.i64(readings);
        readingsOfAttempt = readings - io.i64(readings - readingsOfAttempt);
        firstStepOfAttempt = io.i64(firstStepOfAttempt);
        step = io.i64(step);
        stepsPerReading = io.f32(stepsPerReading);
        batch.sync(io);
        twoPlayers = io.bool(twoPlayers);
        skipped = io.bool(skipped);
        skippedSteps = io.i64(skippedSteps);
        updateRatio = io.f32(updateRatio);
        appliedShare = io.f32(appliedShare);
        badInputAtStep = io.i64(badInputAtStep);
        standing.sync(io);
    }
}
