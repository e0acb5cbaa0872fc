package io.descentry.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.QuickMotion;
import io.descentry.corpus.cluster.Bases;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.ClusterScore;
import io.descentry.corpus.cluster.FleetFault;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances judge a cluster in quick motion; one is killed and started again, and the alerts are the same as without. */
class KilledInstanceIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final double SPEED = 5;
    /** Within the time in which the bad host and the bad data set show. */
    private static final double KILLED_AT = 0.5;

    @TempDir
    private Path directory;

    /**
     * What a reader has in the end.
     *
     * @param alerts ids of the events of all alerts of jobs, and the incidents that they are part of
     * @param incidents ids of the first events of incidents of the fleet, by factor, value and fingerprint
     */
    private record Said(Set<String> alerts, Map<String, String> incidents, ClusterScore score) {}

    @Test
    void a_kill_changes_no_alert() throws Exception {
        Bases bases = Bases.in(Path.of("..", "corpus", "data"));
        var plan = new ClusterPlan(
                180,
                30,
                Instant.now().minus(LENGTH),
                LENGTH,
                1,
                EnumSet.allOf(FleetFault.class),
                ClusterPlan.JOB_FAULTS);
        SimulatedCluster cluster = SimulatedCluster.of(plan, bases);
        Said calm = play(cluster, "calm", false);
        assertThat(calm.score.incidents())
                .allSatisfy(incident -> assertThat(incident.opened()).isNotNull());
        assertThat(calm.score.falseIncidents()).isEmpty();
        Said killed = play(cluster, "killed", true);
        assertThat(killed.alerts).containsExactlyElementsOf(calm.alerts);
        assertThat(killed.incidents).isEqualTo(calm.incidents);
    }

    private Said play(SimulatedCluster cluster, String name, boolean kill) throws Exception {
        ExecutorService trainers = Executors.newSingleThreadExecutor();
        try (var kafka = LocalClusterProcess.temporary();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            Instant moment = Instant.now().plusSeconds(20);
            Instant start = cluster.plan().start();
            var clock = new QuickMotion(Clock.systemUTC(), start, start.plus(LENGTH), SPEED);
            clock.begin(moment);
            try (var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                    var publisher = Publisher.to(Map.of("bootstrap.servers", kafka.bootstrapServers()), registry);
                    var first = service(name, 1, kafka, start, moment);
                    var second = service(name, 2, kafka, start, moment)) {
                first.start();
                second.start();
                var stream = cluster.open();
                Future<Long> publishing =
                        trainers.submit(() -> publisher.sendInTime(stream::read, clock, (record, sent, total) -> {}));
                if (kill) {
                    Instant at = start.plusMillis((long) (KILLED_AT * LENGTH.toMillis()));
                    await().atMost(LONG).until(() -> clock.instant().isAfter(at));
                    second.kill();
                    await().atMost(LONG).until(() -> clock.instant().isAfter(at.plusSeconds(10)));
                    second.start();
                }
                publishing.get();
                var lag = new GroupLag(admin, name);
                await().atMost(LONG).until(() -> !clock.instant().isBefore(start.plus(LENGTH)) && lag.records() == 0);
                await().during(Duration.ofSeconds(8))
                        .atMost(LONG)
                        .until(() -> lag.records() == 0 && alerts.atEnd(admin));
                return said(cluster, alerts.poll());
            }
        } finally {
            trainers.shutdownNow();
        }
    }

    private ServiceProcess service(String name, int number, LocalClusterProcess kafka, Instant start, Instant moment)
            throws Exception {
        String id = name + "-" + number;
        return new ServiceProcess(
                id,
                name,
                directory,
                kafka,
                Map.of(),
                settings -> QuickService.program(settings, start, start.plus(LENGTH), moment, SPEED));
    }

    private static Said said(SimulatedCluster cluster, List<AlertEvent> events) {
        Set<String> alerts = new TreeSet<>();
        Map<String, String> incidents = new TreeMap<>();
        for (AlertEvent event : events) {
            if (event.getFactor() != null) {
                // Its members are told by their own alerts; it names those that had come when it was told last.
                incidents.merge(
                        event.getFactor() + ' ' + event.getFactorValue() + ' ' + event.getFingerprint(),
                        event.getStatus() == AlertStatus.FIRING ? event.getEventId() : "",
                        String::concat);
            } else if (event.getStatus() != AlertStatus.ATTACHED) {
                alerts.add(
                        event.getKind() + ' ' + event.getStatus() + ' ' + event.getJobId() + ' ' + event.getEventId());
            } else {
                alerts.add(event.getKind() + " is part of " + event.getIncident() + ' ' + event.getJobId());
            }
        }
        return new Said(alerts, incidents, ClusterScore.of(cluster, events));
    }
}
