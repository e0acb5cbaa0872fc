package io.descentry.app.peers;

import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.TrainerRecord;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import io.descentry.topology.Readings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Another tool, by those of its rules that step summaries can feed.
 *
 * @param source where its rules are described
 * @param knows ids of the kinds that its rules speak of
 * @param rules fresh rules for a run
 */
record Peer(String name, String source, SortedSet<String> knows, Function<JobFacts, List<Rule>> rules) {
    /** Firings of a rule closer than so many steps are one report; otherwise no table could hold them. */
    private static final long ONE_EPISODE = 20;

    static final List<Peer> ALL = List.of(
            new Peer(
                    "SageMaker Debugger",
                    "developer guide, list of built-in rules",
                    kinds(
                            "non_finite",
                            "gradient_vanishing",
                            "dead_relu",
                            "saturated_activation",
                            "update_ratio_high",
                            "update_ratio_low",
                            "unchanged_weights",
                            "zero_init",
                            "plateau_from_start",
                            "plateau_mid",
                            "overfitting"),
                    facts -> List.of(
                            new SageMakerRules.ExplodingTensor(),
                            new SageMakerRules.VanishingGradient(),
                            new SageMakerRules.DeadRelu(facts),
                            new SageMakerRules.SaturatedActivation(facts),
                            new SageMakerRules.WeightUpdateRatio(),
                            new SageMakerRules.UnchangedTensor(),
                            new SageMakerRules.AllZero(),
                            new SageMakerRules.LossNotDecreasing(),
                            new SageMakerRules.Overfit())),
            new Peer(
                    "Lightning",
                    "SpikeDetection (rtol 2, window 10), EarlyStopping (patience 3)",
                    kinds("non_finite", "loss_spike", "overfitting"),
                    facts -> List.of(
                            new LossRules.RelativeTolerance(), new LossRules.EarlyStopping("overfitting", 3, 0, true))),
            new Peer(
                    "Keras",
                    "TerminateOnNaN, EarlyStopping (patience 0), ReduceLROnPlateau (patience 10, min_delta 1e-4)",
                    kinds("non_finite", "overfitting", "plateau_mid", "plateau_from_start"),
                    facts -> List.of(
                            new LossRules.TerminateOnNaN(),
                            new LossRules.EarlyStopping("overfitting", 0, 0, false),
                            new LossRules.EarlyStopping("plateau_mid", 10, 1e-4, false),
                            new LossRules.EarlyStopping("plateau_from_start", 10, 1e-4, false))),
            new Peer(
                    "OLMo-core",
                    "SkipStepOptimizer (6 sd, 128 steps)",
                    kinds("loss_spike", "gradient_explosion"),
                    facts -> List.of(new LossRules.SixDeviations())),
            new Peer(
                    "Weights & Biases",
                    "automation on z-score (3, window 30)",
                    kinds("loss_spike"),
                    facts -> List.of(new LossRules.ZScore())),
            new Peer(
                    "llm-foundry",
                    "KillLossSpike (patience 4, multiplier 2, window 100, cap 10)",
                    kinds("loss_spike", "loss_divergence"),
                    facts -> List.of(new LossRules.KillLossSpike())),
            new Peer(
                    "Megatron-LM",
                    "RerunStateMachine (10 times the largest of 100; NaN)",
                    kinds("non_finite", "loss_spike"),
                    facts -> List.of(new LossRules.TenTimesTheLargest())));

    private static SortedSet<String> kinds(String... ids) {
        return new TreeSet<>(Arrays.asList(ids));
    }

    /** What each of the peers says about a run, in their order. */
    static List<List<ReportedAlert>> judge(List<Peer> peers, Run run) throws IOException {
        try (RunReader reader = run.open()) {
            TrainerRecord record = reader.read();
            List<Watcher> watchers = new ArrayList<>();
            if (record != null) {
                String job = record.jobId();
                JobFacts facts = record instanceof TrainerRecord.Job described
                        ? Readings.of(described.value())
                        : JobFacts.unknown(job);
                peers.forEach(peer -> watchers.add(new Watcher(job, peer.rules.apply(facts))));
            }
            for (; record != null; record = reader.read()) {
                if (record instanceof TrainerRecord.Step step) {
                    StepReading reading = Readings.of(step.value());
                    watchers.forEach(watcher -> watcher.see(reading));
                } else if (record instanceof TrainerRecord.Eval eval) {
                    EvalReading reading = Readings.of(eval.value());
                    watchers.forEach(watcher -> watcher.see(reading));
                }
            }
            return watchers.stream().map(watcher -> watcher.alerts).toList();
        }
    }

    /** One peer at work on one run. */
    private static final class Watcher {
        private final String job;
        private final List<Rule> rules;
        private final List<ReportedAlert> alerts = new ArrayList<>();
        private final Map<String, Long> last = new HashMap<>();

        Watcher(String job, List<Rule> rules) {
            this.job = job;
            this.rules = rules;
        }

        void see(StepReading reading) {
            if (reading.rank() == 0) {
                rules.forEach(rule -> rule.step(reading, this::report));
            }
        }

        void see(EvalReading reading) {
            rules.forEach(rule -> rule.eval(reading, this::report));
        }

        private void report(String kind, long step) {
            Long before = last.put(kind, step);
            if (before == null || step - before >= ONE_EPISODE) {
                alerts.add(alert(job, kind, step));
            }
        }
    }

    private static ReportedAlert alert(String job, String kind, long step) {
        return new ReportedAlert(
                job, kind, AlertStatus.FIRING, AlertSeverity.WARNING, kind, -1, null, step, step, step);
    }
}
