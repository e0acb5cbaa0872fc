package io.descentry.benchmarks.peer;

import com.sun.management.ThreadMXBean;
import io.descentry.benchmarks.load.Sample;
import io.descentry.judge.JobMemory;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.topology.Readings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the parts of judging a step cost without Kafka, by the CPU time of one thread.
 *
 * @param decodeNanos from the bytes of a step of 50 layers to a reading, the median of rounds
 * @param decodeBytes allocated by that
 * @param detectorNanos from the reading to the changes of alerts, by all detectors
 * @param stateBytes of a job without layers, by a line through the memories of jobs of 10, 50 and 500
 * @param layerBytes that each layer adds to that
 */
public record Costs(
        double decodeNanos, double decodeBytes, double detectorNanos, double stateBytes, double layerBytes) {
    /** Stands before the answer of the process. */
    public static final String ANSWER = "costs ";

    private static final int JOBS = 32;
    private static final int STEPS = 300;
    /** Detectors warm up before that. */
    private static final int FROM = 150;

    /** Different steps to be decoded: records that were just fetched are in the processor's cache as well. */
    private static final int DECODED = 512;

    private static final long WARM_UP_NANOS = 12_000_000_000L;
    private static final int ROUNDS = 41;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int[] LAYERS = {10, 50, 500};

    /** Measures and prints. */
    public static void main(String[] arguments) throws SchemaRegistryException {
        System.out.println(ANSWER + measure().line());
    }

    private static Costs measure() throws SchemaRegistryException {
        SchemaRegistry registry = new InMemorySchemaRegistry();
        for (Topic topic : Topic.values()) {
            if (topic.type() != null) {
                registry.register(topic.subject(), Schemas.text(topic));
            }
        }
        Judging judging = new Judging(registry);
        Sample sample = new Sample(registry, JOBS, 50, STEPS);
        List<Double> decode = new ArrayList<>();
        List<Double> both = new ArrayList<>();
        List<Double> garbage = new ArrayList<>();
        long began = System.nanoTime();
        while (decode.size() < ROUNDS) {
            long allocated = allocated();
            double decoding = decode(judging, sample);
            double bytes = (double) (allocated() - allocated) / (JOBS * (STEPS - FROM));
            double judged = judge(judging, sample);
            if (System.nanoTime() - began > WARM_UP_NANOS) {
                decode.add(decoding);
                both.add(judged - decoding);
                garbage.add(bytes);
            }
        }
        double[] line = state(registry, judging);
        return new Costs(median(decode), median(garbage), median(both), line[0], line[1]);
    }

    private static double decode(Judging judging, Sample sample) {
        long began = cpuNanos();
        long sum = 0;
        for (int i = 0; i < JOBS * (STEPS - FROM); i++) {
            int different = i % DECODED;
            sum += judging.decode(sample.value(different % JOBS, FROM + different / JOBS))
                    .step();
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return (double) (cpuNanos() - began) / (JOBS * (STEPS - FROM));
    }

    private static double judge(Judging judging, Sample sample) {
        JobMemory[] memories = new JobMemory[JOBS];
        for (int job = 0; job < JOBS; job++) {
            memories[job] = judging.remember(Readings.of(sample.description(job)));
        }
        long began = 0;
        for (int step = 0; step < STEPS; step++) {
            began = step == FROM ? cpuNanos() : began;
            for (int job = 0; job < JOBS; job++) {
                judging.judge(memories[job], sample.value(job, step), change -> {});
            }
        }
        return (double) (cpuNanos() - began) / (JOBS * (STEPS - FROM));
    }

    /** Intercept and slope of the least squares line of bytes over layers. */
    private static double[] state(SchemaRegistry registry, Judging judging) throws SchemaRegistryException {
        double n = LAYERS.length;
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumXy = 0;
        for (int layers : LAYERS) {
            Sample sample = new Sample(registry, 1, layers, STEPS);
            JobMemory memory = judging.remember(Readings.of(sample.description(0)));
            for (int step = 0; step < STEPS; step++) {
                judging.judge(memory, sample.value(0, step), change -> {});
            }
            double bytes = judging.write(memory).length;
            sumX += layers;
            sumY += bytes;
            sumXx += (double) layers * layers;
            sumXy += layers * bytes;
        }
        double slope = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
        return new double[] {(sumY - slope * sumX) / n, slope};
    }

    /** Of this thread: other programs on the machine take none of it away. */
    private static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private String line() {
        return decodeNanos + " " + decodeBytes + " " + detectorNanos + " " + stateBytes + " " + layerBytes;
    }

    /** What the process answered. */
    public static Costs parse(String line) {
        double[] part =
                Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Costs(part[0], part[1], part[2], part[3], part[4]);
    }
}
