package io.descentry.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.StepSummary;
import io.descentry.wire.Trust;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of one run as the records that its trainer would have published, the end of the job included.
 *
 * <p>The format is described in corpus/data/README.md; every field but {@code type} and {@code step} may be missing.
 * Event times are strictly increasing ({@link RunClock}). Not thread-safe.
 */
public final class RunReader implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** When a run without any time began. */
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** So many lines are searched for the time at which a run began. */
    private static final int AHEAD = 64;

    static {
        Trust.declare();
    }

    private final Run run;
    private final Lines lines;
    private final Deque<Line> ahead = new ArrayDeque<>();
    private final LogLines log;
    private final RunClock clock;
    private final PlannedEnd plan = new PlannedEnd();
    private @Nullable JobDescription job;

    private record Line(long number, Fields fields) {}

    RunReader(Run run) throws IOException {
        this.run = run;
        this.log = new LogLines(run.name());
        this.lines = openLines(run);
        try {
            this.clock = new RunClock(start());
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    private static Lines openLines(Run run) throws IOException {
        try {
            return new Lines(run.file());
        } catch (ZipException | EOFException e) {
            throw new RunFormatException(run.file().toString(), 1, String.valueOf(e.getMessage()), e);
        }
    }

    /** Just before the first line that has a time, so that the lines before it find room. */
    private Instant start() throws IOException {
        while (ahead.size() < AHEAD) {
            Line line = parse();
            if (line == null) {
                break;
            }
            ahead.add(line);
            Optional<Long> time = at(line, () -> Optional.ofNullable(line.fields.whole("time_ms")));
            if (time.isPresent()) {
                return Instant.ofEpochMilli(time.get() - ahead.size() + 1);
            }
        }
        return START;
    }

    /**
     * The next record, or null after the last.
     *
     * @throws RunFormatException if the next line cannot be read; the message names it
     */
    public @Nullable TrainerRecord read() throws IOException {
        Line line = ahead.isEmpty() ? parse() : ahead.poll();
        return line == null ? end() : at(line, () -> record(line.fields));
    }

    private TrainerRecord record(Fields line) {
        String type = String.valueOf(line.text("type"));
        Long time = line.whole("time_ms");
        return switch (type) {
            case "job" -> {
                JobDescription described = log.job(line, clock.ofOther(time));
                job = described.getState() == JobState.RUNNING ? described : null;
                yield new TrainerRecord.Job(described);
            }
            case "step" -> {
                StepSummary step = log.step(line, clock.ofStep(time));
                plan.note(step.getStep(), time != null);
                yield new TrainerRecord.Step(step);
            }
            case "eval" -> new TrainerRecord.Eval(log.eval(line, clock.ofOther(time)));
            default -> throw new IllegalArgumentException("\"type\" is none of job, step, eval");
        };
    }

    /** A trainer says when it is done; a log just ends, perhaps before it was. */
    private @Nullable TrainerRecord end() {
        JobDescription ended = job;
        if (ended == null || plan.endsEarly(ended)) {
            return null;
        }
        job = null;
        return new TrainerRecord.Job(JobDescription.newBuilder(ended)
                .setState(JobState.FINISHED)
                .setTime(clock.ofOther(null))
                .build());
    }

    private @Nullable Line parse() throws IOException {
        try {
            byte[] text = lines.next();
            while (text != null && isBlank(text)) {
                text = lines.next();
            }
            if (text == null) {
                return null;
            }
            JsonNode object = JSON.readTree(text);
            if (!object.isObject()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            return new Line(lines.number(), new Fields(object));
        } catch (JsonProcessingException e) {
            throw wrong(lines.number(), e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong(lines.number(), String.valueOf(e.getMessage()), e);
        }
    }

    private interface Reading<T> {
        T get();
    }

    private <T> T at(Line line, Reading<T> reading) throws RunFormatException {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw wrong(line.number, String.valueOf(e.getMessage()), e);
        }
    }

    private RunFormatException wrong(long line, String problem, Exception cause) {
        return new RunFormatException(run.file().toString(), line, problem, cause);
    }

    private static boolean isBlank(byte[] text) {
        for (byte character : text) {
            if (character > ' ' || character < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
