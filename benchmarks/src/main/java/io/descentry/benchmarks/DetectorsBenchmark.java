package io.descentry.benchmarks;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertLifecycle;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.topology.Answers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to judge one step of one healthy job, from the decoded reading to the changes of alerts, by number of layers
 * of 8 statistics each. {@code none} is what all share: admission, run context, lifecycle. Figures: docs/performance.md.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DetectorsBenchmark {
    private static final String ALL = "all";

    @Param({"50"})
    public int layers;

    /** {@code all}, {@code none}, or the id of one kind that is looked for alone. */
    @Param({ALL, "none"})
    public String detectors;

    private JobJudge judge;
    private JobMemory memory;
    private TrainingSteps steps;

    @Setup
    public void describe() {
        Map<String, String> settings = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            boolean on = detectors.equals(ALL) || detectors.equals(kind.id());
            settings.put(kind.id() + ".enabled", Boolean.toString(on));
        }
        judge = new JobJudge(Catalogue.standard().with(settings).catalogue(), AlertLifecycle.DEFAULT)
                .counting(new Answers().take()); // as the service does
        steps = new TrainingSteps(layers);
        memory = judge.remember("job");
        judge.describe(memory, steps.facts());
        for (int i = 0; i < steps.warmUp(); i++) {
            if (!step().isEmpty() || !memory.openAlerts().isEmpty()) {
                throw new IllegalStateException("the run must be healthy: " + memory.openAlerts());
            }
        }
    }

    /** One step; every 256th after an evaluation of two splits. */
    @Benchmark
    public List<AlertChange> step() {
        if (steps.isEvaluated()) {
            advance(judge.judge(memory, steps.evaluation("train")));
            advance(judge.judge(memory, steps.evaluation("validation")));
        }
        return advance(judge.judge(memory, steps.next()));
    }

    private List<AlertChange> advance(Verdict verdict) {
        return judge.advance(memory, (Verdict.Judged) verdict);
    }
}
