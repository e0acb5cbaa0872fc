package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of three partitions, of which each may be late: what is told of an incident does not depend on the order. */
class FleetOrderTest {
    private static final double START = 3600;
    private static final double DAY = 86_400;
    private static final int PARTITIONS = 3;

    /** How late a partition is, in seconds; an outbreak is told about 15 s after it shows. */
    private static final double[] DELAYS = {0, 4, 20, 70};

    /** How far partitions drift apart while a backlog is judged after an outage. */
    private static final double[] DRIFTS = {0, 300, 1200, 1800};

    /** A job that falls ill. */
    private record Ill(int job, double second) {}

    /** A quiet cluster of 40 hosts in 4 racks; eight jobs on each host, job 8 to 15 on host 1. */
    private static FleetPlay cluster() {
        FleetPlay play = new FleetPlay();
        for (int i = 0; i < 320; i++) {
            play.job(0, "j" + i, "h" + i / 8 + "@r" + i / 80, "d" + i % 5, "i", "p" + i % 5);
        }
        return play.pass(START);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the first to fall ill may be heard of last | 8@0 9@5 10@9 11@12
            two at the same time                       | 8@0 9@0 10@4 11@4
            those who tell after it was told join it   | 8@0 9@3 10@6 11@40 12@50
            it is told again as it grows               | 8@0 9@1 10@2 11@3 12@200 13@201 14@202 15@203
            three racks are three incidents            | 8@0 9@1 10@2 88@0.4 89@2.5 90@3 168@1.1 169@3.5 170@5
            """)
    void everyOrderGivesTheSameIds(String story, String ills) {
        List<Ill> falls = falls(ills);
        Set<String> inTime = ids(play(falls, new double[PARTITIONS]));
        assertThat(inTime).isNotEmpty();
        for (double first : DELAYS) {
            for (double second : DELAYS) {
                for (double third : DELAYS) {
                    FleetPlay play = play(falls, new double[] {first, second, third});
                    assertThat(ids(play))
                            .as("late by %s, %s, %s s: %s", first, second, third, play.told())
                            .isEqualTo(inTime);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            three jobs of a host                       | 8@0 9@10 10@20
            five of a host, one after the other        | 8@0 9@5 10@9 11@12 12@14
            those who fell ill later belong to it      | 8@0 9@3 10@6 11@40 12@50 13@900
            three racks are three incidents            | 8@0 9@1 10@2 88@0.4 89@2.5 90@3 168@1.1 169@3.5 170@5
            one host again after half an hour          | 8@0 9@1 10@2 11@2400 12@2401 13@2402
            a host, and others for themselves          | 8@0 9@10 10@20 47@8 133@15 222@700 311@1500
            independent faults                         | 8@0 47@10 133@20 222@700 311@1500
            """)
    void anIncidentIsTheSameHoweverFarPartitionsDriftApart(String story, String ills) {
        List<Ill> falls = falls(ills);
        Set<String> inTime = incidents(play(falls, new double[PARTITIONS]));
        for (double first : DRIFTS) {
            for (double second : DRIFTS) {
                for (double third : DRIFTS) {
                    FleetPlay play = play(falls, new double[] {first, second, third});
                    assertThat(incidents(play))
                            .as("late by %s, %s, %s s: %s", first, second, third, play.told())
                            .isEqualTo(inTime);
                }
            }
        }
    }

    /** Of each incident its id, its factor and the jobs that were told to be part of it. */
    private static Set<String> incidents(FleetPlay play) {
        Set<String> incidents = new TreeSet<>();
        for (AlertChange change : play.opened()) {
            var members = new TreeSet<String>();
            play.notes.stream()
                    .filter(note -> note.incident().equals(change.fingerprint()))
                    .forEach(note -> members.add(note.jobId()));
            var outbreak = Objects.requireNonNull(change.outbreak());
            incidents.add(change.eventId() + ' ' + outbreak.factor() + ' ' + outbreak.value() + ' ' + members);
        }
        return incidents;
    }

    @Test
    void jobsThatEndedMeanwhileWereThereWhenOthersFellIll() {
        for (double late : new double[] {0, 1800}) {
            FleetPlay play = cluster();
            // All but those of host 0 and 1 are done before the others, whose partition is late, are heard of.
            for (int job = 16; job < 320; job++) {
                play.take(FleetPlay.presence(START + 60, "j" + job, 0, false, "", null, null, null));
            }
            play.pass(START + 60 + late);
            play.ill(START + 10, "j0", Kind.NON_FINITE).ill(START + 20, "j8", Kind.NON_FINITE);
            assertThat(play.pass(START + 4000).told()).isEmpty();
        }
    }

    @Test
    void anIncidentThatOneLearnsOfLateIsNotOverAtOnce() {
        FleetPlay play = cluster().pass(START + 3000);
        play.ill(START, "j8", Kind.NON_FINITE).ill(START + 1, "j9", Kind.NON_FINITE);
        play.ill(START + 2, "j10", Kind.NON_FINITE).pass(START + 3060);
        assertThat(play.told()).isEqualTo("FIRING host h1 3");
        assertThat(play.pass(START + 4800).told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3");
    }

    @Test
    void whoIsHeardOfAfterTheEndBelongsToItAlsoAfterARestart() {
        for (boolean restart : new boolean[] {false, true}) {
            FleetPlay play = cluster();
            for (int job = 8; job < 11; job++) {
                play.ill(START + job, "j" + job, Kind.NON_FINITE);
            }
            for (int job = 8; job < 11; job++) {
                play.well(START + 100, "j" + job, Kind.NON_FINITE);
            }
            play.pass(START + 1800);
            if (restart) {
                play.restart();
            }
            play.ill(START + 12, "j11", Kind.NON_FINITE).pass(START + 1900);
            assertThat(play.told()).isEqualTo("FIRING host h1 3; RESOLVED host h1 3");
            assertThat(play.notes).last().satisfies(note -> {
                assertThat(note.jobId()).isEqualTo("j11");
                assertThat(note.incident()).isEqualTo(play.opened().get(0).fingerprint());
            });
        }
    }

    @Test
    void anOutbreakIsToldAtTheSameMomentInWhicheverOrderItIsHeardOfBefore() {
        List<Ill> falls = falls("8@0 9@3 10@6 11@9 12@12");
        FleetPlay inTime = play(falls, new double[PARTITIONS]);
        for (double[] late : new double[][] {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {4, 4, 0}, {0, 4, 2}}) {
            assertThat(play(falls, late).opened())
                    .extracting(AlertChange::timeMillis)
                    .containsExactly(inTime.opened().get(0).timeMillis());
        }
    }

    @Test
    void eachOpeningHasIdsOfItsOwnWhateverWasForgottenInBetween() {
        FleetPlay play = cluster();
        double[] starts = {START, START + 7200, START + 14_400, START + 2 * DAY, START + 9 * DAY, START + 9 * DAY + 7200
        };
        for (int i = 0; i < starts.length; i++) {
            for (int job = 0; job < 320; job++) {
                play.take(FleetPlay.presence(
                        starts[i], "j" + job, i, true, "h" + job / 8 + "@r" + job / 80, "d" + job % 5, "i", "p"));
            }
            for (int job = 8; job < 12; job++) {
                double second = starts[i] + 60 + job;
                var ill = FleetPlay.alarm(second, "j" + job, Kind.NON_FINITE, true, null, null);
                play.take(again(ill, i));
            }
            play.pass(starts[i] + 3600);
            play.restart();
        }
        assertThat(play.opened()).hasSize(starts.length);
        assertThat(play.opened())
                .extracting(AlertChange::fingerprint)
                .containsOnly(play.opened().get(0).fingerprint());
        assertThat(play.changes).extracting(AlertChange::eventId).doesNotHaveDuplicates();
        play.pass(START + 20 * DAY);
        assertThat(play.rows.keySet()).noneMatch(row -> row.startsWith("opened/"));
    }

    private static PeerReport again(PeerReport.Alarm ill, int attempt) {
        return new PeerReport.Alarm(
                ill.jobId(),
                attempt,
                ill.timeMillis(),
                ill.fingerprint() + attempt,
                ill.kind(),
                ill.severity(),
                true,
                ill.subject(),
                -1,
                null,
                null,
                ill.startedAtMillis());
    }

    /** For example {@code 8@0.5 9@3}: job 8 after half a second, job 9 after three. */
    private static List<Ill> falls(String ills) {
        List<Ill> falls = new ArrayList<>();
        for (String ill : ills.split(" ", -1)) {
            int at = ill.indexOf('@');
            falls.add(new Ill(Integer.parseInt(ill.substring(0, at)), Double.parseDouble(ill.substring(at + 1))));
        }
        return falls;
    }

    private static FleetPlay play(List<Ill> falls, double[] late) {
        FleetPlay play = cluster();
        falls.stream()
                .sorted(Comparator.comparingDouble(ill -> arrival(ill, late)))
                .forEach(ill -> {
                    play.pass(START + arrival(ill, late));
                    play.ill(START + ill.second(), "j" + ill.job(), Kind.NON_FINITE);
                });
        return play.pass(START + 20_000);
    }

    private static double arrival(Ill ill, double[] late) {
        return ill.second() + late[ill.job() % PARTITIONS];
    }

    private static Set<String> ids(FleetPlay play) {
        Set<String> ids = new TreeSet<>();
        for (AlertChange change : play.changes) {
            String factor = change.outbreak() == null ? "" : change.outbreak().value();
            ids.add(change.status() + " " + (change.status() == Status.ESCALATED ? "" : factor) + ' '
                    + change.eventId());
        }
        assertThat(play.changes).extracting(AlertChange::eventId).doesNotHaveDuplicates();
        return ids;
    }
}
