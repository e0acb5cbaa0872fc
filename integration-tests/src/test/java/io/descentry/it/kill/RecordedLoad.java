package io.descentry.it.kill;

import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.Runs;
import io.descentry.corpus.TrainerRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificData;

/**
 * So many records of recorded runs, faults included, as jobs with ids of their own: in waves of about {@value #JOBS_AT_ONCE} jobs
 * that run side by side, each wave after the one before. Deterministic but for the time of day; each job says that it ended.
 */
final class RecordedLoad {
    private static final int JOBS_AT_ONCE = 100;
    /** Compressed, so that records are small: a few layers. */
    private static final long LARGEST_FILE = 90_000;

    private static final Duration WAVE = Duration.ofMinutes(10);

    private final List<Timed> wave = new ArrayList<>();
    private final int waves;
    private final Instant start;

    /** A record of a wave, so long after its begin. */
    private record Timed(TrainerRecord record, long afterMillis) {}

    /** Takes a record. */
    @FunctionalInterface
    interface Taker {
        void take(TrainerRecord record) throws IOException;
    }

    /** @param seed draws the runs */
    RecordedLoad(Path corpus, int records, long seed) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Run run : Runs.in(corpus)) {
            if (Files.size(run.file()) < LARGEST_FILE) {
                runs.add(run);
            }
        }
        Collections.shuffle(runs, new Random(seed));
        int read = 0;
        for (Run run : runs) {
            if (read == JOBS_AT_ONCE || wave.size() >= records) {
                break;
            }
            read(run);
            read++;
        }
        wave.sort(Comparator.comparingLong(Timed::afterMillis));
        this.waves = (records + wave.size() - 1) / wave.size();
        this.start = Instant.ofEpochMilli(System.currentTimeMillis())
                .minus(WAVE.plusMinutes(1).multipliedBy(waves))
                .minusSeconds(60);
    }

    /** Stretched to the length of a wave, with a time of its own for each record and a word at the end. */
    private void read(Run run) throws IOException {
        List<TrainerRecord> all = new ArrayList<>();
        try (RunReader reader = run.open()) {
            for (TrainerRecord record = reader.read(); record != null; record = reader.read()) {
                all.add(record);
            }
        }
        TrainerRecord last = all.get(all.size() - 1);
        JobDescription described = all.stream()
                .filter(TrainerRecord.Job.class::isInstance)
                .map(job -> ((TrainerRecord.Job) job).value())
                .reduce((first, second) -> second)
                .orElseThrow();
        if (described.getState() == JobState.RUNNING) {
            var ended = SpecificData.get().deepCopy(JobDescription.getClassSchema(), described);
            ended.put(ended.getSchema().getField("state").pos(), JobState.FINISHED);
            all.add(new TrainerRecord.Job(ended).at(last.time().plusMillis(1)));
        }
        Instant first = all.get(0).time();
        double stretch = (double) WAVE.toMillis()
                / Math.max(1, Duration.between(first, last.time()).toMillis());
        long before = -1;
        for (TrainerRecord record : all) {
            long after =
                    (long) (stretch * Duration.between(first, record.time()).toMillis());
            before = Math.max(after, before + 1);
            wave.add(new Timed(record, before));
        }
    }

    /** Number of records. */
    int records() {
        return wave.size() * waves;
    }

    /** All records in the order of their times. */
    void each(Taker taker) throws IOException {
        for (int number = 0; number < waves; number++) {
            Instant begin = start.plus(WAVE.plusMinutes(1).multipliedBy(number));
            for (Timed timed : wave) {
                TrainerRecord moved = timed.record.at(begin.plusMillis(timed.afterMillis));
                String id = timed.record.jobId() + "-" + number;
                moved.value().put(0, id);
                taker.take(moved);
            }
        }
    }
}
