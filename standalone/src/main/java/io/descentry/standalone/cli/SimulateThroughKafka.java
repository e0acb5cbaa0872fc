package io.descentry.standalone.cli;

import io.descentry.app.Progress;
import io.descentry.app.cli.CommandFailed;
import io.descentry.app.cli.LogLevels;
import io.descentry.app.service.Causes;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.simulate.ClusterWay;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.QuickMotion;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;

/**
 * Judges a cluster with the real service on a real broker, in quick motion: trainers send each record when its event time comes,
 * and a reader of committed alerts notes when it sees each.
 */
final class SimulateThroughKafka implements ClusterWay {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMillis(20);
    private static final Duration AHEAD = Duration.ofSeconds(3);
    private static final Duration PROGRESS = Duration.ofMillis(500);
    private static final Map<String, String> SETTINGS = Map.of("server.port", "0", "kafka.num.stream.threads", "2");

    private final InstantSource clock;
    private final double speed;

    /** @param speed simulated seconds in a second */
    SimulateThroughKafka(InstantSource clock, double speed) {
        this.clock = clock;
        this.speed = speed;
    }

    @Override
    public Outcome judge(SimulatedCluster cluster, Progress progress) throws IOException, InterruptedException {
        LogLevels.set("WARN", "OFF");
        ExecutorService trainers = Executors.newSingleThreadExecutor(task -> new Thread(task, "descentry-trainers"));
        try (LocalDescentry local = LocalDescentry.start(LocalClusterSettings.temporary(), PARTITIONS, SETTINGS)) {
            return new Run(
                            local,
                            cluster,
                            new QuickMotion(
                                    clock,
                                    cluster.plan().start(),
                                    cluster.plan().end(),
                                    speed))
                    .play(trainers, progress);
        } catch (SettingsException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        } catch (ExecutionException e) {
            throw new CommandFailed("publishing failed: " + Causes.of(e), e);
        } finally {
            trainers.shutdownNow();
        }
    }

    /** One simulation. */
    private final class Run {
        private final LocalDescentry local;
        private final SimulatedCluster cluster;
        private final QuickMotion time;
        private final Sent sent = new Sent();
        private final List<AlertEvent> events = new ArrayList<>();
        private final List<Double> delays = new ArrayList<>();
        private final List<Double> deadlineDelays = new ArrayList<>();

        Run(LocalDescentry local, SimulatedCluster cluster, QuickMotion time) {
            this.local = local;
            this.cluster = cluster;
            this.time = time;
        }

        Outcome play(ExecutorService trainers, Progress progress)
                throws IOException, InterruptedException, ExecutionException {
            local.judge(time);
            local.awaitReady();
            long began = System.nanoTime();
            time.begin();
            Future<Long> publishing = trainers.submit(this::publish);
            Instant end = cluster.plan().end();
            try (Admin admin = local.admin();
                    AlertReader reader = new AlertReader(local.bootstrapServers(), local.registry(), admin)) {
                while (!publishing.isDone() || time.instant().isBefore(end)) {
                    local.check();
                    read(reader);
                    progress.advance(
                            Duration.between(cluster.plan().start(), time.instant())
                                    .toSeconds(),
                            cluster.plan().length().toSeconds(),
                            "simulated seconds");
                }
                long records = publishing.get();
                InputLag lag = new InputLag(admin, local.applicationId());
                Instant asked = clock.instant();
                while (clock.instant().isBefore(asked.plus(PROGRESS))) {
                    read(reader);
                    if (lag.records() > 0 || !reader.isAtEnd()) {
                        asked = clock.instant();
                    }
                }
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                return new Outcome(events, new TreeMap<>(local.notJudged()), records, took, delays, deadlineDelays);
            }
        }

        private long publish() throws IOException, InterruptedException, SchemaRegistryException {
            var stream = cluster.open();
            try (Publisher publisher =
                    Publisher.to(Map.of("bootstrap.servers", local.bootstrapServers()), local.registry())) {
                return publisher.sendInTime(
                        stream::read,
                        time,
                        (record, count, total) ->
                                sent.note(record.jobId(), record.time().toEpochMilli(), clock.millis()),
                        // Trainers that cannot keep up here would look as if they were silent.
                        arrived -> time.allowUntil(
                                arrived.isBefore(cluster.plan().end())
                                        ? arrived.plus(AHEAD)
                                        : cluster.plan().end()));
            }
        }

        private void read(AlertReader reader) {
            for (AlertEvent event : reader.poll(PATIENCE)) {
                events.add(event);
                if (event.getStatus() == AlertStatus.FIRING) {
                    measure(event, clock.millis());
                }
            }
        }

        private void measure(AlertEvent event, long seen) {
            OptionalLong last = sent.at(event.getJobId(), event.getTime().toEpochMilli());
            if (last.isPresent()) {
                delays.add((double) (seen - last.getAsLong()));
            } else {
                deadlineDelays.add(
                        (double) (seen - time.sourceAt(event.getTime()).toEpochMilli()));
            }
        }
    }
}
