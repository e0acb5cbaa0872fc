package io.descentry.alert;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Facts that speak for or against causes; the data call them by their names in small letters. */
enum Clue {
    // The learning rate
    RATE_ROSE(RateClues::rose),
    RATE_GROWING(RateClues::growing),
    RATE_DECAYED(RateClues::decayed),
    RATE_NEVER_LOWERED(RateClues::neverLowered),
    RATE_ABOVE_USUAL(RateClues::aboveUsual),
    RATE_BELOW_USUAL(RateClues::belowUsual),
    RATE_FAR_BELOW_PLAN(RateClues::farBelowPlan),
    USES_MOMENTUM(RateClues::usesMomentum),

    // How much a step moves the weights
    UPDATES_LARGE(UpdateClues::large),
    UPDATES_SMALL(UpdateClues::small),
    UPDATES_WERE_LARGE(UpdateClues::wereLarge),
    LAYER_LEFT_BEHIND(UpdateClues::layerLeftBehind),
    NO_UPDATE_AT_ALL(UpdateClues::noneAtAll),
    NO_GRADIENT(UpdateClues::noGradient),
    GRADIENT_WITHOUT_UPDATE(UpdateClues::gradientWithoutUpdate),
    SEVERAL_CUT_OFF(UpdateClues::severalCutOff),
    ADAPTIVE_STEP_BELOW_RATE(UpdateClues::adaptiveStepBelowRate),
    CLIPPING_STOPPED(UpdateClues::clippingStopped),
    NEVER_CLIPPED(UpdateClues::neverClipped),

    // Input, labels, batches
    INPUT_NOT_FINITE(DataClues::notFinite),
    INPUT_LEAPT(DataClues::leapt),
    INPUT_UNSCALED(DataClues::unscaled),
    INPUT_CONSTANT(DataClues::constant),
    FEW_SAMPLES(DataClues::fewSamples),
    MORE_PARAMETERS_THAN_DATA(DataClues::moreParametersThanData),
    SMALL_BATCHES(DataClues::smallBatches),
    RESUMED(DataClues::resumed),
    DATA_CHANGED(DataClues::changed),

    // Where NaN and infinity came up
    GRADIENT_FIRST(NumericClues::gradientFirst),
    GRADIENT_INFINITE(NumericClues::gradientInfinite),
    LOSS_INFINITE(NumericClues::lossInfinite),
    OUTPUT_SOUND(NumericClues::outputSound),
    LOGITS_LARGE(NumericClues::logitsLarge),
    LOGITS_ABOVE_OUTPUT(NumericClues::logitsAboveOutput),
    LOSS_TAKES_LOG(NumericClues::lossTakesLog),
    LOSS_TAKES_DISTANCE(NumericClues::lossTakesDistance),
    LOSS_TAKES_PROBABILITIES(NumericClues::lossTakesProbabilities),
    LOSS_IS_REGRESSION(NumericClues::lossIsRegression),
    LOSS_IS_BINARY(NumericClues::lossIsBinary),
    HALF_PRECISION(NumericClues::halfPrecision),
    STEPS_SKIPPED(NumericClues::skipped),
    ONE_RANK(NumericClues::oneRank),
    SEVERAL_LAYERS_APART(NumericClues::severalLayersApart),
    FROM_START(NumericClues::fromStart),

    // Terms of the loss
    TERM_HUGE(TermClues::huge),
    TERM_TINY(TermClues::tiny),
    TERM_STUCK(TermClues::stuck),
    REGULARIZATION_COUNTED(TermClues::regularizationCounted),
    SEVERAL_TASKS(TermClues::severalTasks),

    // The model
    RECURRENT(ModelClues::recurrent),
    SQUASHING_LAYERS(ModelClues::squashing),
    DEEP_WITHOUT_NORM(ModelClues::deepWithoutNorm),
    ONE_LAYER(ModelClues::oneLayer),
    BATCH_NORM(ModelClues::batchNorm),
    WEIGHTS_LARGE_AT_START(ModelClues::weightsLarge),
    WEIGHTS_SMALL_AT_START(ModelClues::weightsSmall),
    WEIGHTS_ZERO_AT_START(ModelClues::weightsZero),

    // Silence
    HEARTBEATS_GO_ON(SilenceClues::heartbeatsGoOn),
    HEARTBEATS_STOPPED(SilenceClues::heartbeatsStopped),
    SOME_RANKS_BEHIND(SilenceClues::someRanksBehind),
    SEVERAL_RANKS(SilenceClues::severalRanks),
    NEVER_BEGAN(SilenceClues::neverBegan),
    HOST_MATES_SILENT(SilenceClues::hostMates),
    RANK_HARDLY_HEARD(SilenceClues::rankHardlyHeard),
    NEAR_THE_END(SilenceClues::nearTheEnd),

    // A reference
    WEIGHTS_DIFFER(ReferenceClues::weightsDiffer),
    FIRST_LAYER(ReferenceClues::firstLayer),
    OUTPUTS_AGREE(ReferenceClues::outputsAgree),
    LAYER_NORMALISES(ReferenceClues::layerNormalises),

    // Evaluations
    VALIDATION_AT_CHANCE(EvalClues::validationAtChance),
    VALIDATION_SOLVED(EvalClues::validationSolved),
    VALIDATION_MUCH_WORSE(EvalClues::validationMuchWorse),
    VALIDATION_ACCURATE(EvalClues::validationAccurate),
    ACCURACY_KEPT(EvalClues::accuracyKept),
    BETTER_IN_EVALUATION(EvalClues::betterInEvaluation),
    LOSS_AT_CHANCE(EvalClues::lossAtChance);

    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final Function<Scene, Optional<Sign>> look;

    Clue(Function<Scene, Optional<Sign>> look) {
        this.look = look;
    }

    /** What the data call it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Looks for it; empty where it cannot be looked for. */
    Optional<Sign> look(Scene scene) {
        return look.apply(scene);
    }
}
