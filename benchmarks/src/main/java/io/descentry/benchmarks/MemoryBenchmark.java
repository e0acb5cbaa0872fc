package io.descentry.benchmarks;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
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

/** What it costs to write a job's memory at a commit, and to read it when the job comes back. Figures: docs/performance.md. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MemoryBenchmark {
    @Param({"50"})
    public int layers;

    private final JobJudge judge = new JobJudge();
    private final JobMemory memory = judge.remember("job");
    private byte[] stored = {};

    @Setup
    public void play() {
        TrainingSteps steps = new TrainingSteps(layers);
        judge.describe(memory, steps.facts());
        for (int i = 0; i < steps.warmUp(); i++) {
            judge.judge(memory, steps.next());
        }
        stored = judge.write(memory);
    }

    @Benchmark
    public byte[] write() {
        return judge.write(memory);
    }

    @Benchmark
    public JobMemory read() {
        return judge.read("job", stored);
    }
}
