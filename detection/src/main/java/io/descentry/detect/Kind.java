package io.descentry.detect;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kinds of fault, each with the detector that looks for it: a kind is in service because it stands here. Detectors are
 * asked in this order. Ids are stable and appear in alerts, labels, settings and names of runbooks.
 */
public enum Kind {
    // Numerics
    NON_FINITE("non_finite", "TrainingNonFinite", Severity.CRITICAL, NonFinite.Params.class, NonFinite::new),
    LOSS_SPIKE("loss_spike", "TrainingLossSpike", Severity.WARNING, LossSpike.Params.class, LossSpike::new),
    LOSS_DIVERGENCE(
            "loss_divergence",
            "TrainingLossDivergence",
            Severity.CRITICAL,
            LossDivergence.Params.class,
            LossDivergence::new),
    GRADIENT_EXPLOSION(
            "gradient_explosion",
            "TrainingGradientExplosion",
            Severity.CRITICAL,
            GradientExplosion.Params.class,
            GradientExplosion::new),
    GRADIENT_VANISHING(
            "gradient_vanishing",
            "TrainingGradientVanishing",
            Severity.WARNING,
            GradientVanishing.Params.class,
            GradientVanishing::new),
    UNCHANGED_WEIGHTS(
            "unchanged_weights",
            "TrainingUnchangedWeights",
            Severity.CRITICAL,
            UnchangedWeights.Params.class,
            UnchangedWeights::new),
    ZERO_INIT("zero_init", "TrainingZeroInit", Severity.WARNING, ZeroInit.Params.class, ZeroInit::new),
    UPDATE_RATIO_HIGH(
            "update_ratio_high",
            "TrainingUpdateRatioHigh",
            Severity.INFO,
            UpdateRatioHigh.Params.class,
            UpdateRatioHigh::new),
    UPDATE_RATIO_LOW(
            "update_ratio_low",
            "TrainingUpdateRatioLow",
            Severity.INFO,
            UpdateRatioLow.Params.class,
            UpdateRatioLow::new),
    DEAD_RELU("dead_relu", "TrainingDeadRelu", Severity.WARNING, DeadRelu.Params.class, DeadRelu::new),
    SATURATED_ACTIVATION(
            "saturated_activation",
            "TrainingSaturatedActivation",
            Severity.WARNING,
            SaturatedActivation.Params.class,
            SaturatedActivation::new),
    IMPOSSIBLE_LOSS(
            "impossible_loss",
            "TrainingImpossibleLoss",
            Severity.CRITICAL,
            ImpossibleLoss.Params.class,
            ImpossibleLoss::new),
    BAD_INITIAL_LOSS(
            "bad_initial_loss",
            "TrainingBadInitialLoss",
            Severity.WARNING,
            BadInitialLoss.Params.class,
            BadInitialLoss::new),
    COLLAPSED_LOSS(
            "collapsed_loss",
            "TrainingCollapsedLoss",
            Severity.WARNING,
            CollapsedLoss.Params.class,
            CollapsedLoss::new),

    // Progress
    PLATEAU_FROM_START(
            "plateau_from_start",
            "TrainingPlateauFromStart",
            Severity.WARNING,
            PlateauFromStart.Params.class,
            PlateauFromStart::new),
    PLATEAU_MID("plateau_mid", "TrainingPlateauMid", Severity.WARNING, PlateauMid.Params.class, PlateauMid::new),
    OSCILLATION("oscillation", "TrainingOscillation", Severity.WARNING, Oscillation.Params.class, Oscillation::new),
    UNDERFITTING("underfitting", "TrainingUnderfitting", Severity.INFO, Underfitting.Params.class, Underfitting::new),

    // Generalisation
    OVERFITTING("overfitting", "TrainingOverfitting", Severity.WARNING, Overfitting.Params.class, Overfitting::new),
    OVERCONFIDENCE(
            "overconfidence",
            "TrainingOverconfidence",
            Severity.INFO,
            Overconfidence.Params.class,
            Overconfidence::new),
    GENERALIZATION_GAP(
            "generalization_gap",
            "TrainingGeneralizationGap",
            Severity.INFO,
            GeneralizationGap.Params.class,
            GeneralizationGap::new),
    LABEL_MISALIGNMENT(
            "label_misalignment",
            "TrainingLabelMisalignment",
            Severity.WARNING,
            LabelMisalignment.Params.class,
            LabelMisalignment::new),

    // Objective
    REGULARIZATION_DOMINATES(
            "regularization_dominates",
            "TrainingRegularizationDominates",
            Severity.WARNING,
            RegularizationDominates.Params.class,
            RegularizationDominates::new),
    MULTITASK_IMBALANCE(
            "multitask_imbalance",
            "TrainingMultitaskImbalance",
            Severity.WARNING,
            MultitaskImbalance.Params.class,
            MultitaskImbalance::new),

    // Data
    INPUT_SCALE("input_scale", "TrainingInputScale", Severity.WARNING, InputScale.Params.class, InputScale::new),
    SINGLE_CLASS_BATCHES(
            "single_class_batches",
            "TrainingSingleClassBatches",
            Severity.WARNING,
            SingleClassBatches.Params.class,
            SingleClassBatches::new),
    CLASS_IMBALANCE(
            "class_imbalance",
            "TrainingClassImbalance",
            Severity.WARNING,
            ClassImbalance.Params.class,
            ClassImbalance::new),

    // Ranks
    RANK_DESYNC("rank_desync", "TrainingRankDesync", Severity.CRITICAL, RankDesync.Params.class, RankDesync::new),
    SDC_SUSPECTED(
            "sdc_suspected", "TrainingSdcSuspected", Severity.CRITICAL, SdcSuspected.Params.class, SdcSuspected::new),
    STRAGGLER("straggler", "TrainingStraggler", Severity.WARNING, Straggler.Params.class, Straggler::new),

    // Configuration
    LR_OUT_OF_RANGE(
            "lr_out_of_range",
            "TrainingLearningRateOutOfRange",
            Severity.INFO,
            LearningRateOutOfRange.Params.class,
            LearningRateOutOfRange::new),
    LR_BATCH_SCALING(
            "lr_batch_scaling",
            "TrainingLearningRateBatchScaling",
            Severity.INFO,
            LearningRateBatchScaling.Params.class,
            LearningRateBatchScaling::new),
    SMALL_BATCH_NORM(
            "small_batch_norm",
            "TrainingSmallBatchNorm",
            Severity.INFO,
            SmallBatchNorm.Params.class,
            SmallBatchNorm::new),
    NO_WARMUP("no_warmup", "TrainingNoWarmup", Severity.INFO, NoWarmup.Params.class, NoWarmup::new),

    // Silence
    SILENT_RANK("silent_rank", "TrainingSilentRank", Severity.CRITICAL, SilentRank.Params.class, SilentRank::new),
    STALLED_JOB("stalled_job", "TrainingStalledJob", Severity.CRITICAL, StalledJob.Params.class, StalledJob::new),

    // Fleet
    FLEET_INCIDENT(
            "fleet_incident", "FleetIncident", Severity.CRITICAL, FleetIncident.Params.class, FleetIncident::new),
    WORSE_THAN_SIBLINGS(
            "worse_than_siblings",
            "TrainingWorseThanSiblings",
            Severity.INFO,
            WorseThanSiblings.Params.class,
            WorseThanSiblings::new),

    // Reference
    REFERENCE_DIVERGENCE(
            "reference_divergence",
            "TrainingReferenceDivergence",
            Severity.INFO,
            ReferenceDivergence.Params.class,
            ReferenceDivergence::new);

    private final String id;
    private final String alertName;
    private final Severity severity;
    private final Class<? extends Record> parameters;

    // A detector names its kind, so it is made only when all kinds exist.
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final Function<Map<String, Double>, Detector<?>> detector;

    <P extends Record> Kind(
            String id,
            String alertName,
            Severity severity,
            Class<P> parameters,
            Function<P, ? extends Detector<?>> detector) {
        this.id = id;
        this.alertName = alertName;
        this.severity = severity;
        this.parameters = parameters;
        this.detector = set -> detector.apply(Parameters.make(parameters, set));
    }

    /** The kind of an id. */
    public static Optional<Kind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }

    /** The stable id, for example {@code loss_spike}. */
    public String id() {
        return id;
    }

    /** The name that monitoring systems group by, for example {@code TrainingLossSpike}. */
    public String alertName() {
        return alertName;
    }

    /** Severity unless a detector says otherwise. */
    public Severity severity() {
        return severity;
    }

    /** The record of its detector's parameters. */
    Class<? extends Record> parameters() {
        return parameters;
    }

    /** A new detector of this kind; parameters that are not named keep their default. */
    Detector<?> detector(Map<String, Double> set) {
        return detector.apply(set);
    }
}
