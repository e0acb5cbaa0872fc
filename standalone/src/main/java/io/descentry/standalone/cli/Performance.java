package io.descentry.standalone.cli;

import io.descentry.app.Progress;
import io.descentry.app.cli.CommandFailed;
import io.descentry.app.service.Causes;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Pace;
import io.descentry.corpus.Publisher;
import io.descentry.registry.SchemaRegistryException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Simulated trainers on one side, a reader of alerts on the other, Kafka and Descentry between them. For one use. */
final class Performance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final LocalDescentry local;
    private final List<DemoRun> runs;
    private final Duration length;
    private final Progress progress;
    private final ExecutorService trainers =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "descentry-trainers"));
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong all = new AtomicLong();
    private final List<AlertEvent> events = new ArrayList<>();
    private final long began = System.nanoTime();

    /** Told each alert event once it can be read. */
    interface Audience {
        /**
         * Is shown an event.
         *
         * @param seconds since the beginning
         * @param what the job in a few words
         */
        void see(AlertEvent event, double seconds, String what);
    }

    Performance(LocalDescentry local, List<DemoRun> runs, Duration length, Progress progress) {
        this.local = local;
        this.runs = runs;
        this.length = length;
        this.progress = progress;
    }

    /** Publishes all runs and returns every alert event, once all that was published is judged. */
    List<AlertEvent> play(Audience audience) throws IOException, InterruptedException {
        Map<String, String> what = runs.stream().collect(Collectors.toMap(DemoRun::jobId, DemoRun::what));
        try (Admin admin = local.admin();
                AlertReader reader = new AlertReader(local.bootstrapServers(), local.registry(), admin)) {
            InputLag lag = new InputLag(admin, local.applicationId());
            Future<Long> publishing = trainers.submit(this::publish);
            boolean over = false;
            while (!over) {
                over = publishing.isDone() && lag.records() == 0 && reader.isAtEnd();
                local.check();
                for (AlertEvent event : reader.poll(PATIENCE)) {
                    events.add(event);
                    if (!isEndOfJob(event)) {
                        audience.see(event, (System.nanoTime() - began) / 1e9, what.getOrDefault(event.getJobId(), ""));
                    }
                }
                progress.advance(sent.get(), all.get(), "steps published");
            }
            publishing.get();
            return events;
        } catch (ExecutionException e) {
            throw new CommandFailed("publishing failed: " + Causes.of(e), e);
        }
    }

    /** A recording ends, and its open alerts with it: true, and of no interest here. */
    private static boolean isEndOfJob(AlertEvent event) {
        return event.getStatus() == AlertStatus.RESOLVED && "JOB_ENDED".equals(event.getResolution());
    }

    private long publish() throws IOException, InterruptedException, SchemaRegistryException {
        try (Publisher publisher =
                Publisher.to(Map.of("bootstrap.servers", local.bootstrapServers()), local.registry())) {
            return publisher.sendPaced(
                    runs.stream().map(DemoRun::run).toList(),
                    length,
                    Pace.of(Clock.systemUTC()),
                    (record, done, total) -> {
                        sent.set(done);
                        all.set(total);
                    });
        }
    }

    @Override
    public void close() {
        trainers.shutdownNow();
    }
}
