package io.descentry.topology;

import static io.descentry.topology.TopologyBench.START;
import static io.descentry.topology.TopologyBench.job;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Outbreak;
import io.descentry.alert.AlertChange.Place;
import io.descentry.alert.AlertChange.Status;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.RankPlacement;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.Founders;
import io.descentry.peer.PeerGroup;
import io.descentry.peer.PeerReport;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote;
import io.descentry.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Jobs report to groups, groups send notes and incidents, and that comes to rest. */
class PeersTest {

    @Test
    void two_jobs_that_fail_on_one_host_become_one_incident_and_their_alerts_are_attached() {
        try (var bench = new TopologyBench(founders(TwoOnAHost::new))) {
            start(bench, "job-1", "job-2", "job-3");
            fail(bench, "job-1", 5);
            assertThat(bench.alerts()).containsExactly("non_finite FIRING at 5");

            fail(bench, "job-2", 5);
            List<AlertEvent> events = bench.alertEvents();
            assertThat(events)
                    .extracting(PeersTest::told)
                    .containsExactly(
                            "job-2 non_finite FIRING pages",
                            "host node-7 non_finite FIRING pages",
                            "job-1 non_finite ATTACHED",
                            "job-2 non_finite ATTACHED");
            AlertEvent incident = events.get(1);
            assertThat(incident.getFactor()).isEqualTo("host");
            assertThat(incident.getFactorValue()).isEqualTo("node-7");
            assertThat(incident.getMembers()).extracting("jobId").containsExactly("job-1", "job-2");
            assertThat(events.subList(2, 4)).allSatisfy(attached -> {
                assertThat(attached.getIncident()).isEqualTo(incident.getFingerprint());
                assertThat(attached.getFollows()).isEqualTo(incident.getFingerprint());
                assertThat(attached.getRelated()).contains(incident.getFingerprint());
                assertThat(attached.getChain()).isEqualTo("2 jobs on node-7");
            });
        }
    }

    @Test
    void a_group_that_keeps_repeating_itself_starts_no_storm() {
        try (var bench = new TopologyBench(founders(TwoOnAHost::new))) {
            start(bench, "job-1", "job-2");
            fail(bench, "job-1", 5);
            fail(bench, "job-2", 5);
            bench.alerts();
            bench.reports();

            // The group tells all its members again whenever it hears anything.
            bench.send(Topic.JOBS, described("job-1", JobState.RUNNING, "other-data"));
            assertThat(bench.reports()).as("presence and one open alarm").hasSize(2);
            assertThat(bench.alerts()).isEmpty();
        }
    }

    @Test
    void an_attached_alert_pages_no_more_and_is_over_as_ever() {
        try (var bench = new TopologyBench(founders(TwoOnAHost::new))) {
            start(bench, "job-1", "job-2");
            fail(bench, "job-1", 5);
            fail(bench, "job-2", 5);
            bench.alerts();
            bench.openAlerts();

            bench.send(Topic.JOBS, described("job-1", JobState.FAILED, "data"));
            assertThat(bench.alertEvents()).singleElement().satisfies(over -> {
                assertThat(told(over)).isEqualTo("job-1 non_finite RESOLVED pages");
                assertThat(over.getFollows()).isEqualTo(over.getIncident());
            });
            assertThat(bench.openAlerts()).containsExactly(false);
        }
    }

    @Test
    void a_note_for_a_job_that_is_unknown_or_over_changes_nothing() {
        try (var bench = new TopologyBench()) {
            note(bench, "nobody", "0123456789abcdef");
            assertThat(bench.driver.getKeyValueStore("job-memory").approximateNumEntries())
                    .isZero();

            start(bench, "job-1");
            fail(bench, "job-1", 5);
            String fingerprint = bench.alertEvents().get(0).getFingerprint();
            note(bench, "job-1", "0123456789abcdef");
            assertThat(bench.alerts()).as("another alert is meant").isEmpty();

            bench.send(Topic.JOBS, described("job-1", JobState.FAILED, "data"));
            bench.alerts();
            note(bench, "job-1", fingerprint);
            assertThat(bench.alerts()).isEmpty();
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void a_silent_job_says_goodbye_to_its_cluster() {
        var heard = new ArrayList<PeerReport>();
        try (var bench = new TopologyBench(founders((group, rows) -> new Listener(heard)))) {
            start(bench, "job-1");
            fail(bench, "job-1", 5);
            heard.clear();
            bench.driver.advanceWallClockTime(Duration.ofDays(31));
            bench.driver.advanceWallClockTime(Duration.ofMinutes(1));
            assertThat(heard).hasSize(2);
            assertThat(heard)
                    .anySatisfy(report -> assertThat(report)
                            .isInstanceOfSatisfying(
                                    PeerReport.Presence.class,
                                    end -> assertThat(end.running()).isFalse()))
                    .anySatisfy(report -> assertThat(report)
                            .isInstanceOfSatisfying(
                                    PeerReport.Alarm.class,
                                    end -> assertThat(end.open()).isFalse()));
        }
    }

    @Test
    void rows_of_groups_are_in_one_store_and_leave_it() {
        try (var bench = new TopologyBench(founders(TwoOnAHost::new))) {
            start(bench, "job-1");
            fail(bench, "job-1", 5);
            KeyValueStore<Bytes, byte[]> rows = bench.driver.getKeyValueStore("fleet-rows");
            assertThat(rows.approximateNumEntries()).isEqualTo(1);

            bench.send(Topic.JOBS, described("job-1", JobState.FINISHED, "data"));
            assertThat(rows.approximateNumEntries()).isZero();
        }
    }

    @Test
    void time_goes_on_for_a_group_that_is_told_nothing() {
        var times = new ArrayList<Long>();
        PeerGroup.Founder clock = (group, rows) -> new PeerGroup() {
            @Override
            public void take(PeerReport report, Out out) {
                out.keep("here", new byte[0]);
            }

            @Override
            public void pass(long nowMillis, Out out) {
                times.add(nowMillis);
            }
        };
        try (var bench = new TopologyBench(founders(clock))) {
            start(bench, "job-1");
            bench.driver.advanceWallClockTime(Duration.ofMinutes(2));
            long start = START.toEpochMilli();
            assertThat(times).isSorted().first().isEqualTo(start);
            assertThat(times).last().isEqualTo(start + 120_000);
        }
    }

    @Test
    void jobs_of_a_partition_that_lags_by_half_an_hour_are_part_of_the_incident_of_their_host() {
        try (var bench = new TopologyBench()) {
            start(bench, "job-1", "job-2", "job-3", "job-4");
            fail(bench, "job-1", 5);
            // Others are judged on, and time with them.
            bench.send(Topic.JOBS, described("job-5", JobState.RUNNING, "data"));
            for (int minute = 0; minute <= 30; minute++) {
                bench.send(step(60L * minute).setJobId("job-5").build());
            }
            bench.alerts();
            fail(bench, "job-2", 6);
            fail(bench, "job-3", 7);
            bench.driver.advanceWallClockTime(Duration.ofSeconds(1));
            List<AlertEvent> events = bench.alertEvents();
            assertThat(events)
                    .extracting(PeersTest::told)
                    .contains(
                            "host node-7 fleet_incident FIRING pages",
                            "job-1 non_finite ATTACHED",
                            "job-2 non_finite ATTACHED",
                            "job-3 non_finite ATTACHED");
        }
    }

    private static Founders founders(PeerGroup.Founder fleet) {
        Founders ours = Founders.of(Catalogue::standard);
        return new Founders(fleet, ours.siblings(), ours.reference());
    }

    private static void start(TopologyBench bench, String... jobs) {
        for (String job : jobs) {
            bench.send(Topic.JOBS, described(job, JobState.RUNNING, "data"));
        }
    }

    private static void fail(TopologyBench bench, String job, int step) {
        bench.send(step(step - 1).setJobId(job).build());
        bench.send(step(step).setJobId(job).setLoss(Double.NaN).build());
    }

    private static void note(TopologyBench bench, String job, String fingerprint) {
        bench.send(
                Topic.PEER_NOTES,
                PeerNotes.of(new PeerNote.Attached(
                        job, 0, START.toEpochMilli(), fingerprint, "fedcba9876543210", "something larger")));
    }

    private static JobDescription described(String job, JobState state, String dataset) {
        return JobDescription.newBuilder(job(state, 1))
                .setJobId(job)
                .setCluster("north")
                .setDataset(dataset)
                .setTime(START.plusSeconds(state == JobState.RUNNING ? 0 : 60))
                .setRanks(List.of(RankPlacement.newBuilder()
                        .setRank(0)
                        .setHost("node-7")
                        .setDevice("cuda:0")
                        .build()))
                .build();
    }

    private static String told(AlertEvent event) {
        String who = event.getFactor() == null ? event.getJobId() : event.getFactor() + " " + event.getFactorValue();
        return who + " " + event.getKind() + " " + event.getStatus() + (event.getPages() ? " pages" : "");
    }

    private record Listener(List<PeerReport> heard) implements PeerGroup {
        @Override
        public void take(PeerReport report, Out out) {
            heard.add(report);
            out.keep("listening", new byte[0]);
        }

        @Override
        public void pass(long nowMillis, Out out) {}
    }

    /** Two jobs whose alerts are on one host have an incident; tells all members again whenever it hears anything. */
    private static final class TwoOnAHost implements PeerGroup {
        private static final String INCIDENT = "00000000000000aa";

        private final String group;
        private final Map<String, PeerReport.Alarm> open = new TreeMap<>();
        private boolean told;

        TwoOnAHost(String group, Map<String, byte[]> rows) {
            this.group = group;
        }

        @Override
        public void take(PeerReport report, Out out) {
            if (report instanceof PeerReport.Alarm alarm && alarm.open()) {
                open.put(alarm.jobId(), alarm);
                out.keep(alarm.jobId(), alarm.fingerprint().getBytes(StandardCharsets.UTF_8));
            } else if (report instanceof PeerReport.Alarm alarm) {
                open.remove(alarm.jobId());
                out.keep(alarm.jobId(), null);
            }
            if (open.size() < 2) {
                return;
            }
            if (!told) {
                told = true;
                out.change(incident(report.timeMillis()));
            }
            open.values()
                    .forEach(alarm -> out.note(new PeerNote.Attached(
                            alarm.jobId(),
                            alarm.attempt(),
                            report.timeMillis(),
                            alarm.fingerprint(),
                            INCIDENT,
                            open.size() + " jobs on " + alarm.host())));
        }

        @Override
        public void pass(long nowMillis, Out out) {}

        private AlertChange incident(long timeMillis) {
            List<Outbreak.Member> members = open.values().stream()
                    .map(alarm -> new Outbreak.Member(alarm.jobId(), alarm.fingerprint(), alarm.kind()))
                    .toList();
            return new AlertChange(
                    "e1",
                    INCIDENT,
                    Kind.NON_FINITE,
                    Status.FIRING,
                    Severity.CRITICAL,
                    timeMillis,
                    0,
                    JobFacts.unknown(""),
                    "host:node-7",
                    -1,
                    null,
                    0,
                    0,
                    0,
                    timeMillis,
                    timeMillis,
                    -1,
                    null,
                    "several jobs fail in one place",
                    "in " + group,
                    List.of(),
                    List.of(),
                    List.of(),
                    new Place(INCIDENT, null, true, null, List.of()),
                    new Outbreak("host", "node-7", members));
        }
    }
}
