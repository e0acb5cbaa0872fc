package io.descentry.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.TrainerRecord;
import io.descentry.corpus.cluster.Bases;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.ClusterScore;
import io.descentry.corpus.cluster.FleetFault;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.it.support.DrivenTopology;
import io.descentry.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of a cluster is what is true of it: incidents with their factor and members, faults of single jobs, and nothing else. */
class SimulatedClusterTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final int JOBS = 150;
    private static final int HOSTS = 25;
    private static Bases bases;

    @BeforeAll
    static void read() throws IOException {
        bases = Bases.in(Path.of("..", "corpus", "data"));
    }

    @Test
    void three_faults_of_many_jobs_are_three_incidents() throws SchemaRegistryException {
        var plan =
                new ClusterPlan(JOBS, HOSTS, START, LENGTH, 1, EnumSet.allOf(FleetFault.class), ClusterPlan.JOB_FAULTS);
        SimulatedCluster cluster = SimulatedCluster.of(plan, bases);
        ClusterScore score = ClusterScore.of(cluster, play(cluster));
        assertThat(score.incidents()).hasSize(3).allSatisfy(incident -> {
            String what = incident.truth().toString();
            assertThat(incident.opened()).as(what).isNotNull();
            assertThat(incident.delaySeconds().orElseThrow()).as(what).isBetween(0.0, 60.0);
            assertThat(incident.attached()).as(what).isEqualTo(incident.alarmed());
            assertThat(incident.strangers()).as(what).isZero();
        });
        assertThat(score.falseIncidents()).isEmpty();
        assertThat(score.falseAlarms()).isEmpty();
        assertThat(score.kinds().values())
                .allSatisfy(kind -> assertThat(kind.placedRight()).isEqualTo(kind.placed()));
    }

    private static List<AlertEvent> play(SimulatedCluster cluster) throws SchemaRegistryException {
        try (var driven = new DrivenTopology(START)) {
            var stream = cluster.open();
            for (TrainerRecord record = stream.read(); record != null; record = stream.read()) {
                driven.send(record.topic(), record.value(), record.time());
            }
            driven.until(START.plus(LENGTH));
            return driven.events();
        }
    }
}
