package io.descentry.standalone.cli;

import io.descentry.app.Progress;
import io.descentry.app.cli.CommandFailed;
import io.descentry.app.cli.LogLevels;
import io.descentry.app.replay.AlertSource;
import io.descentry.app.settings.SettingsException;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.Run;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/** Judges runs with the real topology on a real broker: all records are published first, then the service starts. */
final class ReplayThroughKafka implements AlertSource {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Map<String, String> SETTINGS =
            Map.of("server.port", "0", "kafka.num.stream.threads", String.valueOf(PARTITIONS));

    private final Clock clock;
    private final Map<String, String> settings;

    ReplayThroughKafka(Clock clock) {
        this(clock, SETTINGS);
    }

    private ReplayThroughKafka(Clock clock, Map<String, String> settings) {
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public AlertSource with(Map<String, String> detectors) {
        Map<String, String> all = new HashMap<>(settings);
        detectors.forEach((key, value) -> all.put("detector." + key, value));
        return new ReplayThroughKafka(clock, all);
    }

    @Override
    public Outcome judge(List<Run> runs, Progress progress) throws IOException, InterruptedException {
        LogLevels.set("WARN", "OFF");
        try (LocalDescentry local = LocalDescentry.start(LocalClusterSettings.temporary(), PARTITIONS, settings)) {
            publish(local, runs, progress);
            local.judge();
            return new Outcome(read(local, progress), notJudged(local));
        } catch (SettingsException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private void publish(LocalDescentry local, List<Run> runs, Progress progress)
            throws IOException, InterruptedException {
        try (Publisher publisher =
                Publisher.to(Map.of("bootstrap.servers", local.bootstrapServers()), local.registry())) {
            publisher.sendAtOnce(
                    runs, clock.instant(), (record, sent, total) -> progress.advance(sent, total, "records published"));
        } catch (SchemaRegistryException e) {
            throw new CommandFailed("the embedded registry: " + e.getMessage(), e);
        }
    }

    private static List<AlertEvent> read(LocalDescentry local, Progress progress)
            throws IOException, InterruptedException {
        List<AlertEvent> events = new ArrayList<>();
        try (Admin admin = local.admin();
                AlertReader reader = new AlertReader(local.bootstrapServers(), local.registry(), admin)) {
            InputLag lag = new InputLag(admin, local.applicationId());
            long all = lag.records();
            for (long left = all; left > 0; left = lag.records()) {
                local.check();
                progress.advance(all - left, all, "records judged");
                events.addAll(reader.poll(PATIENCE));
            }
            local.runOn(RUNS_ON);
            while (!local.hasRunOn()) {
                local.check();
                events.addAll(reader.poll(PATIENCE));
            }
            while (lag.records() > 0 || !reader.isAtEnd()) { // what silence means is told to peers too
                events.addAll(reader.poll(PATIENCE));
            }
        }
        return events;
    }

    private static SortedMap<String, Long> notJudged(LocalDescentry local) {
        return new TreeMap<>(local.notJudged());
    }
}
