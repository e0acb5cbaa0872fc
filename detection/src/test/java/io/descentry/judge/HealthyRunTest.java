package io.descentry.judge;

import static io.descentry.judge.HealthyRun.falling;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.detect.Severity;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are well and look like an illness: no kind may warn of any of them. */
class HealthyRunTest {
    private static final int SEEDS = 2;

    private static HealthyRun run(String name) {
        return new HealthyRun(name);
    }

    static Stream<HealthyRun> runs() {
        return Stream.of(
                run("a plain run"),
                run("a burst of noise").noise(step -> step >= 600 && step < 640 ? 0.2 : 0.05),
                run("the rate drops, and drops again")
                        .loss(step ->
                                falling(2.3, 0.6, 120).applyAsDouble(step) * (step < 500 ? 1 : step < 850 ? 0.6 : 0.5))
                        .noise(step -> step < 500 ? 0.1 : 0.06)
                        .rate(step -> step < 500 ? 0.1 : step < 850 ? 0.01 : 0.001),
                run("warm restarts throw it back a little")
                        .rate(step -> 0.1 * (1 + Math.cos(Math.PI * (step % 400) / 400)) / 2)
                        .loss(step -> falling(2.3, 0.4, 200).applyAsDouble(step)
                                * (step < 400 ? 1 : 1 + 0.3 * Math.exp(-(step % 400) / 60))),
                run("a triangular cycle of the rate")
                        .rate(step -> 0.01 + 0.09 * Math.abs(1 - step % 200 / 100))
                        .loss(step -> falling(2.3, 0.5, 200).applyAsDouble(step)
                                * (1 + 0.1 * Math.abs(1 - step % 200 / 100))),
                run("flat at first, then it learns")
                        .loss(step -> 0.4 + 1.9 / (1 + Math.exp((step - 450) / 40)))
                        .noise(step -> 0.02),
                run("converged on the floor of its data")
                        .loss(falling(2.3, 0.05, 60))
                        .noise(step -> 0.15)
                        .moves(1e-3),
                run("converged far from zero, for the data hold no more")
                        .job("regression", "mse", 0, "adam")
                        .loss(falling(4, 1.1, 80))
                        .rate(step -> 1e-3)
                        .moves(1e-3),
                run("batches of four").batch(4).noise(step -> 0.45),
                run("two players that swing")
                        .job("gan", "bce", 0, "adam")
                        .rate(step -> 2e-4)
                        .loss(step -> 1.8 + 0.7 * Math.sin(step / 17) + 0.3 * Math.sin(step / 5))
                        .noise(step -> 0.15)
                        .term("generator", step -> 1.1 + 0.6 * Math.sin(step / 17))
                        .term("discriminator", step -> 0.7 - 0.3 * Math.sin(step / 17)),
                run("two players that nobody described")
                        .undescribed()
                        .rate(step -> 2e-4)
                        .loss(step -> 1.8 + 0.7 * Math.sin(step / 17) + 0.3 * Math.sin(step / 5))
                        .noise(step -> 0.15)
                        .term("generator", step -> 1.1 + 0.6 * Math.sin(step / 17))
                        .term("discriminator", step -> 0.7 - 0.3 * Math.sin(step / 17)),
                run("a curriculum goes on to all classes")
                        .classesSeen(step -> step < 500 ? 3 : 10)
                        .epoch(step -> step < 500 ? step / 100 : (step - 500) / 100)
                        .loss(step -> step < 500
                                ? falling(2.3, 0.2, 80).applyAsDouble(step)
                                : falling(1.6, 0.3, 120).applyAsDouble(step - 500)),
                run("half precision skips steps")
                        .skipped(step -> step % 97 == 50 || (step > 2 && step < 6))
                        .without(Series.LOSS_SCALE),
                run("a frozen trunk").frozenTrunk(),
                run("every micro-step of gathered gradients")
                        .accumulated(4)
                        .batch(8)
                        .noise(step -> 0.3),
                run("rewards, around zero")
                        .job("reinforcement_learning", "ppo", 0, "adam")
                        .rate(step -> 3e-4)
                        .loss(step -> 0.02 * Math.cos(step / 90))
                        .additiveNoise(0.03)
                        .term("policy", step -> -0.01)
                        .term("value", step -> 0.3 * Math.exp(-step / 400))
                        .term("entropy", step -> -0.01),
                run("one cycle of the rate")
                        .warmup(360)
                        .rate(step -> step < 360
                                ? 0.004 + 0.096 * step / 360
                                : 1e-6 + 0.05 * (1 + Math.cos(Math.PI * (step - 360) / 840)))
                        .loss(step -> falling(2.3, 0.7, 90).applyAsDouble(step)
                                * (1 + 0.25 * Math.exp(-Math.pow((step - 360) / 120, 2)))
                                * (step < 600 ? 1 : 1 - 0.6 * (step - 600) / 600)),
                run("every tenth step is logged").every(10).steps(12_000).loss(falling(2.3, 0.35, 1500)),
                run("it resumes from a checkpoint").resumedAt(800),
                run("it resumes twice as noisy, with a cold optimizer")
                        .resumedAt(800)
                        .noise(step -> step > 600 && step < 640 ? 0.12 : 0.06),
                run("the loss alone").lossAlone(),
                run("the loss alone, of a job that nobody described")
                        .lossAlone()
                        .undescribed(),
                run("no gradient norms and no rate").without(Series.GRAD_NORM, Series.LEARNING_RATE),
                run("a language model after a warm-up")
                        .job("language_model", "cross_entropy", 32_000, "adamw")
                        .batch(512)
                        .warmup(200)
                        .rate(warmupAndCosine(6e-4, 200, 3000))
                        .loss(step -> 3 + 7.4 * Math.pow(1 + step / 40, -0.7))
                        .noise(step -> 0.02)
                        .steps(3000)
                        .clipped(),
                run("fine-tuning of what is nearly perfect")
                        .job("classification", "cross_entropy", 10, "adamw")
                        .rate(warmupAndCosine(2e-5, 100, 1200))
                        .warmup(100)
                        .loss(falling(0.35, 0.12, 300))
                        .noise(step -> 0.4)
                        .moves(2e-4),
                run("an autoencoder that falls by three orders")
                        .job("autoencoder", "mse", 0, "adam")
                        .rate(step -> 1e-3)
                        .loss(step -> Math.pow(1 + step / 20, -1.6))
                        .noise(step -> 0.08),
                run("a variational loss whose second part is warmed up")
                        .job("autoencoder", "elbo", 0, "adam")
                        .rate(step -> 1e-3)
                        .loss(step -> 100 * falling(5, 1, 200).applyAsDouble(step) + 10 * Math.min(1, step / 500))
                        .term("reconstruction", step -> 100 * falling(5, 1, 200).applyAsDouble(step))
                        .term("kl", step -> 0.01 + 10 * Math.min(1, step / 500)),
                run("weight decay as a part of the loss")
                        .term("data", falling(2.3, 0.35, 150))
                        .term("regularization", step -> 0.4 - 0.1 * step / 1200),
                run("a diffusion model whose batches tell little")
                        .job("diffusion", "mse", 0, "adamw")
                        .rate(step -> 1e-4)
                        .loss(falling(1, 0.06, 40))
                        .noise(step -> 0.5)
                        .moves(1e-3),
                run("a contrastive loss that starts late")
                        .job("contrastive", "info_nce", 0, "adamw")
                        .rate(warmupAndCosine(1e-3, 100, 1200))
                        .warmup(100)
                        .loss(step -> 1.2 + 2.9 / (1 + Math.exp((step - 350) / 50)))
                        .noise(step -> 0.01),
                run("batches become larger")
                        .batchNow(step -> step < 400 ? 64 : step < 800 ? 128 : 256)
                        .noise(step -> step < 400 ? 0.1 : step < 800 ? 0.07 : 0.05),
                run("a small validation set").evaluations(0.15, step -> 1.1),
                run("a validation loss that is flat after its best").evaluations(0.01, step -> 1.05 + 0.0001 * step),
                run("dropout: validation is better than training").evaluations(0.01, step -> 0.8),
                run("converged with lively steps, and evaluations agree")
                        .job("regression", "mse", 0, "sgd")
                        .loss(falling(4, 0.6, 60))
                        .noise(step -> 0.2)
                        .moves(8e-3)
                        .evaluations(0.003, step -> 1.02),
                run("a small net that moves far and learns all")
                        .loss(falling(2.3, 0.02, 120))
                        .noise(step -> Math.min(0.35, 0.05 + step / 800)) // it guesses first, and all batches cost ln C
                        .moves(2e-2),
                run("a regression on batches of four, with lively steps")
                        .job("regression", "mse", 0, "adam")
                        .batch(4)
                        .rate(step -> 1e-3)
                        .loss(falling(1, 0.25, 150))
                        .noise(step -> 0.7)
                        .moves(5e-3),
                run("each epoch begins a little lower")
                        .loss(step -> 2.3 * Math.pow(0.85, Math.floor(step / 100)) + 0.2)
                        .noise(step -> 0.04),
                run("the rate is lowered to nothing at the end")
                        .rate(step -> 0.1 * Math.max(0, 1 - step / 1100))
                        .warmup(0),
                run("a warm-up from zero").warmup(100).rate(step -> 0.1 * Math.min(1, step / 100)),
                run("two tasks that begin on unlike scales and are both learnt")
                        .job("multitask", "sum", 0, "adam")
                        .rate(step -> 1e-3)
                        .loss(falling(5.3, 0.5, 150))
                        .term("boxes", falling(5, 0.4, 150))
                        .term("classes", falling(0.3, 0.1, 150)),
                run("a long slow fall")
                        .job("language_model", "cross_entropy", 50_000, "adamw")
                        .batch(1024)
                        .rate(warmupAndCosine(3e-4, 100, 4000))
                        .warmup(100)
                        .loss(step -> 2.2 + 8.6 * Math.pow(1 + step / 15, -0.45))
                        .noise(step -> 0.015)
                        .steps(4000)
                        .moves(1e-3),
                run("gradients with heavy tails, clipped").clipped().noise(step -> 0.12));
    }

    private static DoubleUnaryOperator warmupAndCosine(double peak, int warmup, int steps) {
        return step -> step < warmup
                ? peak * (step + 1) / warmup
                : peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * (step - warmup) / (steps - warmup))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    void noKindWarns(String name, HealthyRun run) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            assertThat(warnings(run, seed)).as("%s, seed %d", name, seed).isEmpty();
        }
    }

    static Stream<Arguments> named() {
        return runs().map(run -> Arguments.of(run.name, run));
    }

    private static List<String> warnings(HealthyRun run, long seed) {
        JobJudge judge = new JobJudge();
        JobMemory memory = judge.remember("job");
        List<String> warnings = new ArrayList<>();
        run.tell(
                new HealthyRun.Ear() {
                    @Override
                    public void hear(JobFacts facts) {
                        hear(judge.describe(memory, facts));
                    }

                    @Override
                    public void hear(StepReading reading) {
                        hear(judge.judge(memory, reading));
                    }

                    @Override
                    public void hear(EvalReading reading) {
                        hear(judge.judge(memory, reading));
                    }

                    private void hear(Verdict verdict) {
                        assertThat(verdict).isInstanceOf(Verdict.Judged.class);
                        for (AlertChange change : judge.advance(memory, (Verdict.Judged) verdict)) {
                            if (change.severity() != Severity.INFO && change.resolution() == null) {
                                warnings.add(change.kind().id() + " at " + change.detectedStep() + ": "
                                        + change.description());
                            }
                        }
                    }
                },
                seed);
        return warnings;
    }
}
