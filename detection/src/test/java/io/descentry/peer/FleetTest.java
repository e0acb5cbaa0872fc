package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.reading.PeerNote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written outbreaks in a quiet cluster of 40 hosts in 4 racks: what is told, in order, as status, factor and jobs. */
class FleetTest {
    private static final double START = 3600;

    /** Eight jobs on each host; job 13 runs on host 1. Five projects, each with one data set; one image for all. */
    private static FleetPlay cluster() {
        FleetPlay play = new FleetPlay();
        for (int i = 0; i < 320; i++) {
            play.job(0, "j" + i, place(i / 8), "d" + i % 5, "i", "p" + i % 5);
        }
        return play.pass(START);
    }

    private static String place(int host) {
        return "h" + host + "@r" + host / 10;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one ill job is one ill job                   | 8                       | 0  |
            three jobs of a host are its incident        | 8 9 10                  | 5  | FIRING host h1 3
            three jobs of three hosts are not            | 8 16 24                 | 5  |
            the jobs of three hosts of a rack are it     | 0-31                    | 1  | FIRING rack r0 17; ESCALATED rack r0 24
            jobs of a project over all hosts are it      | 0 5 10 15 20 25 30 35 40 45 50 55 60 65 70 75 | 2 | FIRING dataset d0 16
            everything at once is the cluster            | 0-319                   | 0.1 | FIRING cluster c1 152; ESCALATED cluster c1 192
            half an hour between them is no incident     | 8 9 10                  | 1800 |
            """)
    void tells(String story, String jobs, double gap, String told) {
        FleetPlay play = cluster();
        double second = START;
        for (int job : numbers(jobs)) {
            play.ill(second, "j" + job, Kind.NON_FINITE);
            second += gap;
        }
        assertThat(play.pass(second + 60).told()).isEqualTo(told == null ? "" : told);
    }

    private static List<Integer> numbers(String jobs) {
        List<Integer> all = new ArrayList<>();
        for (String part : jobs.split(" ", -1)) {
            String[] ends = part.split("-", -1);
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                all.add(i);
            }
        }
        return all;
    }

    @Test
    void kindsOfOneMannerAreOneIllnessAndOthersAreNot() {
        FleetPlay alike = cluster();
        alike.ill(START, "j8", Kind.NON_FINITE).ill(START + 1, "j9", Kind.LOSS_SPIKE);
        alike.ill(START + 2, "j10", Kind.GRADIENT_EXPLOSION).pass(START + 60);
        assertThat(alike.told()).isEqualTo("FIRING host h1 3");

        FleetPlay unlike = cluster();
        unlike.ill(START, "j8", Kind.NON_FINITE).ill(START + 1, "j9", Kind.PLATEAU_MID);
        unlike.ill(START + 2, "j10", Kind.INPUT_SCALE).pass(START + 60);
        assertThat(unlike.told()).isEmpty();
    }

    @Test
    void manyAlertsOfOneJobAreOneIllJob() {
        FleetPlay play = cluster();
        play.ill(START, "j8", Kind.NON_FINITE).ill(START + 1, "j8", Kind.LOSS_SPIKE);
        play.ill(START + 2, "j8", Kind.GRADIENT_EXPLOSION).ill(START + 3, "j8", Kind.LOSS_DIVERGENCE);
        assertThat(play.pass(START + 60).told()).isEmpty();
    }

    @Test
    void everyAlertOfItsJobsIsAttachedAndTheLateOnesToo() {
        FleetPlay play = cluster();
        play.ill(START - 1000, "j8", Kind.OVERFITTING);
        play.ill(START, "j8", Kind.NON_FINITE).ill(START + 1, "j9", Kind.NON_FINITE);
        play.ill(START + 2, "j10", Kind.NON_FINITE).pass(START + 30);
        play.ill(START + 40, "j9", Kind.DEAD_RELU).ill(START + 300, "j11", Kind.LOSS_SPIKE);
        assertThat(play.notes)
                .extracting(PeerNote.Attached::fingerprint)
                .containsExactly("j8-non_finite", "j9-non_finite", "j10-non_finite", "j9-dead_relu", "j11-loss_spike");
        assertThat(play.notes)
                .extracting(PeerNote.Attached::incident)
                .containsOnly(only(play.opened()).fingerprint());
    }

    @Test
    void theFirstToFallIllMayBeHeardOfLast() {
        FleetPlay play = cluster();
        play.ill(START + 3, "j9", Kind.NON_FINITE).ill(START + 6, "j10", Kind.NON_FINITE);
        play.ill(START + 9, "j11", Kind.NON_FINITE).pass(START + 60);
        assertThat(play.told()).isEqualTo("FIRING host h1 3");

        play.ill(START, "j8", Kind.NON_FINITE).pass(START + 61);
        assertThat(play.notes).extracting(PeerNote.Attached::jobId).containsExactlyInAnyOrder("j8", "j9", "j10", "j11");
    }

    @Test
    void aRankThatNamesItsHostIsPlacedThereAlone() {
        FleetPlay play = cluster();
        for (int i = 0; i < 6; i++) {
            play.job(10, "wide" + i, place(i) + " " + place(20) + " " + place(30 + i), null, null, null);
        }
        for (int i = 0; i < 4; i++) {
            play.ill(START + i, "wide" + i, Kind.NON_FINITE, "h20", "GPU-8f41" + i);
        }
        assertThat(play.pass(START + 60).told()).isEqualTo("FIRING host h20 4");
    }

    @Test
    void aDeviceIsNamedIfItsNameSaysWhichOne() {
        FleetPlay known = cluster();
        FleetPlay index = cluster();
        for (int i = 8; i < 12; i++) {
            known.ill(START + i, "j" + i, Kind.NON_FINITE, "h1", "GPU-8f41c2");
            index.ill(START + i, "j" + i, Kind.NON_FINITE, "h1", "cuda:0");
        }
        assertThat(known.pass(START + 60).told()).isEqualTo("FIRING device h1/GPU-8f41c2 4");
        assertThat(index.pass(START + 60).told()).isEqualTo("FIRING host h1 4");
    }

    @Test
    void anIncidentThatTurnsOutToBeOfTheRackIsToldAnewAndPagedOnce() {
        FleetPlay play = cluster();
        for (int i = 8; i < 13; i++) {
            play.ill(START, "j" + i, Kind.NON_FINITE);
        }
        play.pass(START + 40);
        for (int i = 0; i < 80; i++) {
            play.ill(START + 41 + i / 100.0, "j" + (i * 7) % 80, Kind.NON_FINITE);
        }
        play.pass(START + 120);
        assertThat(play.told()).startsWith("FIRING host h1 5; ESCALATED host h1 6; ESCALATED rack r0 80");
        assertThat(play.changes)
                .extracting(AlertChange::fingerprint)
                .containsOnly(play.changes.get(0).fingerprint());
        assertThat(play.opened()).hasSize(1);
        assertThat(play.changes).filteredOn(change -> change.place().pages()).isEqualTo(play.opened());
    }

    @Test
    void anOwnersBadRateIsTheProjects() {
        FleetPlay play = cluster();
        for (int i = 0; i < 12; i++) {
            play.job(START, "s" + i, place(3 * i), "d" + i % 5, "i", "sweep");
        }
        for (int i = 0; i < 12; i++) {
            play.ill(START + 30 + i, "s" + i, Kind.LOSS_DIVERGENCE);
        }
        assertThat(play.pass(START + 120).told()).startsWith("FIRING project sweep 12");
    }

    @Test
    void aSweepOfWhichAThirdDivergesAsUsualIsNoNews() {
        FleetPlay play = cluster();
        Random random = new Random(1);
        for (int round = 0; round < 4; round++) {
            double start = START * (1 + round);
            int before = play.opened().size();
            for (int i = 0; i < 200; i++) {
                play.job(start, "s" + round + '-' + i, place(i % 40), "d" + i % 5, "i", "sweep");
            }
            for (int i = 0; i < 60; i++) {
                double second = start + 20 + 100.0 * i / 60;
                play.ill(second, "s" + round + '-' + i * 3, Kind.LOSS_DIVERGENCE);
            }
            for (int i = 0; i < 200; i++) {
                double end = start + 3000 + random.nextDouble() + i / 1000.0;
                play.take(FleetPlay.presence(end, "s" + round + '-' + i, 0, false, "", null, null, "sweep"));
            }
            assertThat(play.opened().size() - before).as("sweep %d", round).isEqualTo(round == 0 ? 1 : 0);
        }
    }

    @Test
    void threeJobsThatShareEverythingAreTheHostOrWhatElseTheyShare() {
        FleetPlay play = new FleetPlay();
        for (int i = 0; i < 3; i++) {
            play.job(0, "j" + i, "h1@r1", "d", "i", "p");
        }
        for (int i = 0; i < 3; i++) {
            play.ill(START + i, "j" + i, Kind.NON_FINITE);
        }
        play.pass(START + 60);
        assertThat(play.told()).isEqualTo("FIRING host h1 3");
        assertThat(only(play.changes).description())
                .contains("3 of 3 jobs on host h1", "It may as well be dataset d or image i or project p");
    }

    @Test
    void itIsOverWhenItsAlertsAre() {
        FleetPlay play = cluster();
        threeOfHostOne(play);
        for (int i = 8; i < 11; i++) {
            play.well(START + 100, "j" + i, Kind.NON_FINITE);
        }
        play.pass(START + 399);
        assertThat(play.told()).isEqualTo("FIRING host h1 3");
        play.pass(START + 10_000);
        assertThat(play.told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3");
        AlertChange end = play.changes.get(1);
        assertThat(end.timeMillis()).isEqualTo(FleetPlay.millis(START + 400));
        assertThat(end.resolution()).isEqualTo(Resolution.RECOVERED);
        assertThat(play.rows.keySet()).noneMatch(row -> row.startsWith("incident/"));
    }

    @Test
    void itIsOverHalfAnHourAfterTheLastJobFellIll() {
        FleetPlay play = cluster();
        threeOfHostOne(play);
        play.pass(START + 20_000);
        assertThat(play.told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3");
        assertThat(play.changes.get(1).timeMillis()).isEqualTo(FleetPlay.millis(START + 2 + 1800));
    }

    @Test
    void jobsThatEndAreWell() {
        FleetPlay play = cluster();
        threeOfHostOne(play);
        for (int i = 8; i < 11; i++) {
            play.take(FleetPlay.presence(START + 50, "j" + i, 0, false, "", null, null, null));
        }
        play.pass(START + 360);
        assertThat(play.told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3");
    }

    private static void threeOfHostOne(FleetPlay play) {
        for (int i = 0; i < 3; i++) {
            play.ill(START + i, "j" + (8 + i), Kind.NON_FINITE);
        }
        play.pass(START + 30);
    }

    @Test
    void theSameHostFailingAgainIsTheSameAlertOpenedAgain() {
        FleetPlay play = cluster();
        threeOfHostOne(play);
        play.pass(START + 8000);
        for (int i = 11; i < 15; i++) {
            play.ill(START + 8000 + i, "j" + i, Kind.NON_FINITE);
        }
        play.pass(START + 8100);
        assertThat(play.told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3; FIRING host h1 4");
        assertThat(play.opened())
                .extracting(AlertChange::fingerprint)
                .hasSize(2)
                .containsOnly(play.opened().get(0).fingerprint());
        assertThat(play.changes).extracting(AlertChange::eventId).doesNotHaveDuplicates();
    }

    @Test
    void aPersonReadsWhatWhereHowManyAndWhatToDo() {
        FleetPlay play = cluster();
        threeOfHostOne(play);
        AlertChange told = only(play.changes);
        assertThat(told.kind()).isEqualTo(Kind.FLEET_INCIDENT);
        assertThat(told.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(told.job().cluster()).isEqualTo(FleetPlay.CLUSTER);
        assertThat(told.timeMillis()).isEqualTo(FleetPlay.millis(START + 17));
        assertThat(told.startedAtMillis()).isEqualTo(FleetPlay.millis(START - 5));
        assertThat(told.summary())
                .isEqualTo("3 of 8 jobs on host h1 fell ill with NaN, divergence or ranks that disagree within 2 s.");
        assertThat(told.description()).contains("fewer than 0.01 % of other jobs do", "j8, j9, j10", "drain the host");
        assertThat(told.causes()).first().extracting(AlertChange.Cause::id).isEqualTo("host_hardware");
        assertThat(told.place().pages()).isTrue();
    }

    @Test
    void theOrderInWhichJobsAreHeardDoesNotMatter() {
        List<PeerReport> reports = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            reports.add(FleetPlay.alarm(START + 3 * i, "j" + (8 + i), Kind.NON_FINITE, true, null, null));
        }
        FleetPlay inOrder = cluster();
        reports.forEach(inOrder::take);
        inOrder.pass(START + 60);
        for (int seed = 0; seed < 20; seed++) {
            List<PeerReport> shuffled = new ArrayList<>(reports);
            Collections.shuffle(shuffled, new Random(seed));
            FleetPlay play = cluster();
            shuffled.forEach(play::take);
            play.pass(START + 60);
            assertThat(play.opened())
                    .extracting(AlertChange::eventId)
                    .containsExactly(only(inOrder.opened()).eventId());
        }
    }

    @Test
    void aRestartAtAnyPointChangesNothing() {
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            FleetPlay whole = outbreaks(seed, play -> {});
            FleetPlay restarted = outbreaks(seed, play -> {
                if (random.nextInt(400) == 0) {
                    play.restart();
                }
            });
            assertThat(restarted.changes).isEqualTo(whole.changes);
            assertThat(restarted.notes).isEqualTo(whole.notes);
            assertThat(restarted.rows.keySet()).isEqualTo(whole.rows.keySet());
            restarted.rows.forEach((row, bytes) -> assertThat(bytes).as(row).isEqualTo(whole.rows.get(row)));
            assertThat(whole.opened()).isNotEmpty();
        }
    }

    private static FleetPlay outbreaks(int seed, Consumer<FleetPlay> between) {
        FleetSimulation simulation = new FleetSimulation(seed).withFaults(0.05);
        Kind[] numerics = FleetSimulation.numerics();
        simulation.struck(simulation.jobs(job -> job.isIn(3)), 300, 60, numerics, FleetSimulation.NOWHERE);
        simulation.struck(simulation.jobs(job -> job.isOn(77)), 900, 60, numerics, FleetSimulation.host(77));
        FleetPlay play = new FleetPlay();
        for (PeerReport report : simulation.reports()) {
            play.take(report);
            between.accept(play);
        }
        return play.pass(FleetSimulation.SECONDS + 4000);
    }

    @Test
    void whatComesAgainIsTakenOnce() {
        FleetSimulation simulation = new FleetSimulation(5).withFaults(0.02);
        simulation.struck(
                simulation.jobs(job -> job.isOn(7)), 300, 60, FleetSimulation.numerics(), FleetSimulation.NOWHERE);
        FleetPlay once = new FleetPlay();
        FleetPlay twice = new FleetPlay();
        for (PeerReport report : simulation.reports()) {
            once.take(report);
            twice.take(report).take(report);
        }
        assertThat(twice.changes).isEqualTo(once.changes);
        assertThat(once.opened()).isNotEmpty();
    }

    @Test
    void oldAlertsThatAreToldAgainToAFleetWithoutMemoryAreNoOutbreak() {
        FleetPlay play = new FleetPlay();
        for (int i = 0; i < 80; i++) {
            play.job(START + i, "j" + i, place(i / 8), "d", "i", "p");
            if (i % 8 < 4) {
                var told = FleetPlay.alarm(START + i, "j" + i, Kind.NON_FINITE, true, null, null);
                play.take(new PeerReport.Alarm(
                        told.jobId(),
                        told.attempt(),
                        told.timeMillis(),
                        told.fingerprint(),
                        told.kind(),
                        told.severity(),
                        true,
                        told.subject(),
                        -1,
                        null,
                        null,
                        FleetPlay.millis(START - 1000)));
            }
        }
        assertThat(play.pass(START + 200).changes).isEmpty();
    }

    @Test
    void canBeSwitchedOffAndMadeMilder() {
        FleetPlay off = new FleetPlay(Map.of("fleet_incident.enabled", "false"));
        FleetPlay mild = new FleetPlay(Map.of("fleet_incident.severity", "warning"));
        for (FleetPlay play : List.of(off, mild)) {
            for (int i = 0; i < 4; i++) {
                play.job(0, "j" + i, "h1@r1", null, null, "p" + i);
            }
            for (int i = 0; i < 4; i++) {
                play.ill(START + i, "j" + i, Kind.NON_FINITE);
            }
            play.pass(START + 60);
        }
        assertThat(off.changes).isEmpty();
        assertThat(only(mild.changes).severity()).isEqualTo(Severity.WARNING);
    }

    private static AlertChange only(List<AlertChange> changes) {
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).status()).isEqualTo(Status.FIRING);
        return changes.get(0);
    }
}
