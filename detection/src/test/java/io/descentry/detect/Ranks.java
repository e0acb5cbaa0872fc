package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job of several ranks for detectors that judge gathered steps; it is stored and read again after every record. */
final class Ranks<M extends Memory> {
    private final RankDetector<M> detector;
    private final RunContext run;
    private RankGathering gathering = new RankGathering();
    private M memory;
    final List<Judgement> answers = new ArrayList<>();

    Ranks(RankDetector<M> detector, int world) {
        this(detector, facts(world, List.of()));
    }

    Ranks(RankDetector<M> detector, JobFacts facts) {
        this.detector = detector;
        run = new RunContext(facts);
        run.resume(0);
        memory = detector.remember();
    }

    /** Takes a record; gives the answers to the steps that it completes. */
    List<Judgement> take(StepReading reading) {
        if (reading.rank() == 0) {
            run.observe(reading);
        }
        List<Judgement> now = judge(gathering.due(reading.timeMillis()));
        now.addAll(judge(gathering.add(reading, run)));
        return now;
    }

    /** The end of the job. */
    List<Judgement> end() {
        return judge(gathering.rest());
    }

    private List<Judgement> judge(List<GatheredStep> steps) {
        List<Judgement> now = new ArrayList<>();
        for (GatheredStep step : steps) {
            now.add(detector.judge(memory, run, step));
        }
        answers.addAll(now);
        store();
        return now;
    }

    private void store() {
        M read = detector.remember();
        read.sync(new MemoryReader(bytes(memory)));
        memory = read;
        RankGathering gathered = new RankGathering();
        gathered.sync(new MemoryReader(bytes(gathering)));
        gathering = gathered;
    }

    private static byte[] bytes(Memory memory) {
        MemoryWriter out = new MemoryWriter();
        memory.sync(out);
        return out.toBytes();
    }

    static StepReading reading(int rank, long step, Scalars scalars, float @Nullable [] weights, float... gradients) {
        float[][] columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.WEIGHT_NORM.ordinal()] = weights;
        if (gradients.length > 0) {
            columns[LayerSeries.GRAD_NORM.ordinal()] = gradients;
        }
        return new StepReading(0, rank, step, 1000 * step, false, false, scalars, Map.of(), LayerColumns.of(columns));
    }

    static Scalars loss(double loss) {
        return new Scalars().with(Series.LOSS, loss);
    }

    static JobFacts facts(int world, List<JobFacts.Placement> placements) {
        JobFacts f = Play.FACTS;
        return new JobFacts(
                f.jobId(),
                f.attempt(),
                f.state(),
                f.timeMillis(),
                f.name(),
                f.project(),
                f.owner(),
                f.cluster(),
                f.labels(),
                f.model(),
                f.task(),
                f.lossKind(),
                f.numClasses(),
                f.optimizer(),
                f.learningRate(),
                f.batchSize(),
                f.precision(),
                f.warmupSteps(),
                f.expectedSteps(),
                world,
                f.layers(),
                placements,
                f.settings(),
                JobFacts.Origin.UNKNOWN);
    }
}
