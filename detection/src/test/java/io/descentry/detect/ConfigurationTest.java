package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds that judge how a job is set up. */
class ConfigurationTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a usual rate of Adam is clear                  | adamw         | 0.003  | 6e-5>0.003x50         | .50
            its decay to nothing is clear                  | adamw         | 0.003  | 0.003>1e-9x50         | .50
            the end of a decay is clear without a setting  | adam          | NaN    | 0.001>1e-9x400        | .400
            0.1 is usual for SGD                           | sgd_momentum  | 0.1    | 0.1x50                | .50
            and too much for Adam                          | adam          | 0.1    | 0.1x50                | F50
            a rate above 1 fires while it is in force      | sgd           | 0.02   | 0.02x10 4x3 0.02x10   | .10 F3 .10
            a configured rate of next to nothing fires     | sgd           | 1e-7   | 1e-7x50               | F50
            one that is only seen fires when it is certain | adam          | NaN    | 1e-9x300              | .256 F44
            an optimizer of other rates is not judged      | lars          | 30     | 30x50                 | ?50
            """)
    void ratesAreInTheRangeOfTheirOptimizer(
            String story, String optimizer, double configured, String rates, String marks) {
        JobFacts facts =
                Described.job("classification").optimizer(optimizer, configured).facts();
        var detector = new LearningRateOutOfRange(LearningRateOutOfRange.Params.DEFAULT);
        assertThat(Play.of(Series.LEARNING_RATE, rates).facts(facts).marks(detector))
                .isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the same again is clear                        | sgd  | 0.1 | 256 | 0.1 | 256  | .
            another rate for the same batch is a choice    | sgd  | 0.1 | 256 | 0.9 | 256  | .
            both times four is clear                       | sgd  | 0.1 | 256 | 0.4 | 1024 | .
            twice the batch alone is within a doubling     | sgd  | 0.1 | 256 | 0.1 | 512  | .
            four times the batch alone fires               | sgd  | 0.1 | 256 | 0.1 | 1024 | F
            and so does a quarter                          | sgd  | 0.1 | 256 | 0.1 | 64   | F
            the square root is a rule for Adam             | adam | 0.1 | 256 | 0.1 | 1024 | .
            but not that far                               | adam | 0.1 | 256 | 0.1 | 4096 | F
            """)
    void theRateGoesWithTheBatch(
            String story, String optimizer, double rate, int batch, double rateThen, int batchThen, String mark) {
        JobFacts before = Described.job("classification")
                .optimizer(optimizer, rate)
                .batch(batch)
                .facts();
        JobFacts after = Described.job("classification")
                .optimizer(optimizer, rateThen)
                .batch(batchThen)
                .attempt(1)
                .facts();
        assertThat(answerToSecondAttempt(before, after)).isEqualTo(mark);
    }

    private static String answerToSecondAttempt(JobFacts before, JobFacts after) {
        var detector = new LearningRateBatchScaling(LearningRateBatchScaling.Params.DEFAULT);
        var state = detector.remember();
        StepReading reading = Play.of(Series.LOSS, "1").readings().get(0);
        RunContext run = new RunContext(before);
        run.resume(0);
        run.observe(reading);
        assertThat(detector.judge(state, run, reading)).isEqualTo(Judgement.CLEAR);
        run.begin(1);
        run.resume(1);
        run.observe(reading);
        assertThat(detector.judge(state, run, reading)).isInstanceOf(Judgement.Abstaining.class); // not described yet
        run.describe(after);
        return detector.judge(state, run, reading) instanceof Judgement.Firing ? "F" : ".";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            batches of 32 are enough                     | 32  | 1 | conv,batchnorm,linear      | .5
            4 of a replica are not                       | 32  | 8 | conv,batchnorm,linear      | F5
            statistics over all replicas are something else | 32 | 8 | conv,syncbatchnorm,linear | .5
            so are those of one sample                   | 2   | 1 | conv,layernorm,linear      | .5
            an unknown batch is not judged               | 0   | 1 | conv,batchnorm,linear      | ?5
            """)
    void batchNormNeedsSamples(String story, int batch, int world, String kinds, String marks) {
        JobFacts facts = Described.job("classification")
                .batch(batch)
                .world(world)
                .layers(kinds.split(","))
                .facts();
        var detector = new SmallBatchNorm(SmallBatchNorm.Params.DEFAULT);
        assertThat(Play.of(Series.LOSS, "1x5").facts(facts).marks(detector)).isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a transformer that warms up is clear            | adamw | 16   | attention,linear | 1e-5>0.001x20 0.001x80 | ?7 .93
            one at its full rate fires in its first part    | adamw | 16   | attention,linear | 0.001x100              | ?7 F43 .50
            a plain net at a constant rate is clear         | adam  | 16   | linear,linear    | 0.001x100              | ?7 .93
            so is a transformer under SGD                   | sgd   | 16   | attention,linear | 0.1x100                | ?7 .93
            a very large batch under SGD fires              | sgd   | 4096 | conv,linear      | 1.6x100                | ?7 F43 .50
            """)
    void someRunsMustWarmUp(String story, String optimizer, int batch, String kinds, String rates, String marks) {
        JobFacts facts = Described.job("classification")
                .optimizer(optimizer, Double.NaN)
                .batch(batch)
                .layers(kinds.split(","))
                .expectedSteps(500)
                .facts();
        assertThat(Play.of(Series.LEARNING_RATE, rates).facts(facts).marks(new NoWarmup(NoWarmup.Params.DEFAULT)))
                .isEqualTo(marks);
    }

    @Test
    void aWarmUpThatIsConfiguredHappens() {
        JobFacts facts = Described.job("regression").warmupSteps(100).facts();
        assertThat(Play.of(Series.LEARNING_RATE, "0.1x20").facts(facts).marks(new NoWarmup(NoWarmup.Params.DEFAULT)))
                .isEqualTo("?7 F13");
    }
}
