package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import java.util.List;

/**
 * Fires when the training data are learnt by heart and the validation set was never better than guessed: their labels do not
 * belong to their inputs.
 */
public record LabelMisalignment(Params params) implements EvalDetector<LabelMisalignment.State> {
    /*
     * A net large enough learns labels that were dealt out at random [1]: the training loss goes down as ever. What it learns holds
     * for no other sample, so the validation loss begins at that of guessing and only rises as the net gets surer. A net that
     * overfits is better than guessing first. Guessing costs the entropy of the labels, which is at most ln(classes).
     *
     * [1] Zhang et al. 2017, Understanding Deep Learning Requires Rethinking Generalization.
     */

    /** How well one split is known, and how little the other. */
    public record Params(
            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "share of the loss of guessing below which the training data are learnt")
            double learnt,

            @Parameter(
                    value = 0.95,
                    least = 0,
                    most = 1,
                    doc = "share of the loss of guessing that the lowest validation loss never went below")
            double guessed,

            @Parameter(
                    value = 2.5,
                    least = 1,
                    most = 1000,
                    doc = "multiple of the loss of guessing above which the lowest validation loss is another illness")
            double near,

            @Parameter(
                    value = 1.15,
                    least = 1,
                    most = 1000,
                    doc = "multiple of its lowest value that the validation loss has risen to")
            double rise,

            @Parameter(value = 3, least = 1, most = 1000, doc = "evaluations in a row at all that")
            int row,

            @Parameter(
                    value = 0.7,
                    least = 0,
                    most = 1,
                    doc =
                            "entropy of the labels, as a share of ln(classes), below which the splits may differ in their classes")
            double spread) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, learnt, guessed, near, rise, row, spread);
        }
    }

    /** For how many evaluations it looks like that. */
    public static final class State implements Memory {
        private int row;
        private boolean open;

        @Override
        public void sync(MemoryIo io) {
            row = io.i32(row);
            open = io.bool(open);
        }
    }

    @Override
    public Kind kind() {
        return Kind.LABEL_MISALIGNMENT;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Patience patience() {
        return Patience.EVALUATIONS;
    }

    @Override
    public void resume(State state, long step) {
        state.row = 0;
        state.open = false;
    }

    @Override
    public Judgement judge(State state, RunContext run, EvalReading reading) {
        if (!reading.hasLoss() || !reading.split().equals(EvalHistory.VALIDATION)) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(reading.loss())) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        double chance = chance(run);
        if (Double.isNaN(chance) || run.resumed()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double evaluated = run.evals().of(EvalHistory.TRAIN).last();
        double train = Double.isNaN(evaluated) ? run.progress().recent() : evaluated;
        EvalHistory.Split validation = run.evals().of(EvalHistory.VALIDATION);
        double best = validation.best();
        boolean guessed = best >= params.guessed() * chance && best <= params.near() * chance;
        boolean learnt = train < params.learnt() * chance;
        boolean rose = reading.loss() >= params.rise() * best;
        state.row = guessed && learnt && rose ? Math.min(state.row + 1, params.row()) : 0;
        state.open = state.row >= params.row() || (state.open && guessed && learnt);
        if (!state.open) {
            return Judgement.CLEAR;
        }
        return new Judgement.Firing(
                "labels",
                Kind.LABEL_MISALIGNMENT.severity(),
                -1,
                -1,
                run.firstStepOfAttempt(),
                List.of(
                        new Evidence(
                                "validation_loss (lowest, at step " + validation.bestStep() + ")",
                                reading.step(),
                                best,
                                Double.NaN,
                                params.guessed() * chance,
                                0),
                        new Evidence("validation_loss", reading.step(), reading.loss(), best, params.rise() * best, 0),
                        new Evidence("training loss", reading.step(), train, chance, params.learnt() * chance, 0)));
    }

    /** Loss of guessing by the share of each class; NaN if it is not known or the classes are too uneven to compare splits. */
    private double chance(RunContext run) {
        double even = run.lossAtChance();
        double entropy = run.labelEntropy();
        if (Double.isNaN(entropy)) {
            return even;
        }
        return entropy < params.spread() * even ? Double.NaN : Math.min(even, entropy);
    }
}
