package io.descentry.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How often outbreaks are found with the right factor and how often chance is taken for one: the figures of docs/evaluation.md. */
class FleetSimulationTest {
    private static final int TIMES = Integer.getInteger("fleet.repetitions", 20);
    private static final double FAULTS = 0.02;

    /** One repetition: who was struck, and by what. */
    private record Case(FleetSimulation simulation, List<FleetSimulation.Job> struck, String factor) {}

    @Test
    void faultsThatHaveNothingInCommonAreNoIncident() {
        int incidents = 0;
        for (int seed = 0; seed < 5 * TIMES; seed++) {
            FleetPlay play = new FleetSimulation(seed).withFaults(FAULTS).play();
            incidents += play.opened().size();
            if (!play.opened().isEmpty()) {
                tell("seed " + seed + ": " + play.told() + " "
                        + play.opened().get(0).description());
            }
        }
        tell("nothing in common: " + incidents + " incidents in " + 5 * TIMES + " repetitions");
        assertThat(incidents).isLessThanOrEqualTo(Math.max(1, TIMES / 50));
    }

    private static void tell(String text) {
        System.out.println(text);
    }

    @Test
    void aBadHostIsNamed() {
        found("host, 3 jobs", FleetSimulationTest::badHost);
    }

    private static Case badHost(int seed) {
        FleetSimulation simulation = new FleetSimulation(seed).withFaults(FAULTS);
        int host = simulation.random().nextInt(FleetSimulation.HOSTS);
        List<FleetSimulation.Job> struck = simulation
                .jobs(job -> job.isOn(host) && job.hosts().size() == 1)
                .subList(0, 3);
        double second = 120 + 1500 * simulation.random().nextDouble();
        simulation.struck(struck, second, 40, FleetSimulation.numerics(), FleetSimulation.host(host));
        return new Case(simulation, struck, "host " + FleetSimulation.host(host));
    }

    /** While a backlog is judged after an outage partitions drift apart, by half an hour at most here. */
    @Test
    void theSameIsSaidOfABacklogWhosePartitionsDriftApart() {
        int chance = 0;
        int same = 0;
        for (int seed = 0; seed < TIMES; seed++) {
            chance += new FleetSimulation(seed)
                    .withFaults(FAULTS)
                    .playAdrift(1800)
                    .opened()
                    .size();
            Set<String> inTime = ids(badHost(seed).simulation().play());
            Set<String> adrift = ids(badHost(seed).simulation().playAdrift(1800));
            same += adrift.equals(inTime) ? 1 : 0;
            if (!adrift.equals(inTime)) {
                tell("adrift, seed " + seed + ": " + adrift + " in place of " + inTime);
            }
        }
        tell("adrift: " + chance + " incidents of chance, " + same + " of " + TIMES
                + " bad hosts told with the same id");
        assertThat(chance).isLessThanOrEqualTo(TIMES / 50);
        assertThat(same).isGreaterThanOrEqualTo(TIMES * 98 / 100);
    }

    private static Set<String> ids(FleetPlay play) {
        return play.opened().stream()
                .map(change -> factor(change) + ' ' + change.eventId())
                .collect(Collectors.toSet());
    }

    @Test
    void aBadVersionOfADataSetIsNamed() {
        found("data set, 12 jobs", seed -> {
            FleetSimulation simulation = new FleetSimulation(seed).withFaults(FAULTS);
            List<FleetSimulation.Job> struck = new ArrayList<>();
            List<FleetSimulation.Job> all = simulation.jobs(job -> true);
            for (int i = 0; i < 12; i++) {
                FleetSimulation.Job any = all.get(simulation.random().nextInt(all.size()));
                if (!any.dataset().equals("bad:v2")) {
                    struck.add(simulation.change(any, "bad:v2", null));
                    all = simulation.jobs(job -> true);
                }
            }
            double second = 120 + 1400 * simulation.random().nextDouble();
            Kind[] kinds = {Kind.LOSS_SPIKE, Kind.NON_FINITE};
            simulation.struck(struck, second, 120, kinds, null);
            return new Case(simulation, struck, "dataset bad:v2");
        });
    }

    @Test
    void aDeadRackIsNamed() {
        found("rack, 80 jobs", seed -> {
            FleetSimulation simulation = new FleetSimulation(seed).withFaults(FAULTS);
            int rack = simulation.random().nextInt(FleetSimulation.HOSTS / FleetSimulation.HOSTS_OF_A_RACK);
            List<FleetSimulation.Job> struck = simulation.jobs(job -> job.isIn(rack));
            double second = 120 + 1400 * simulation.random().nextDouble();
            // Silence is told by each job's own patience.
            simulation.struck(struck, second, 90, new Kind[] {Kind.PLATEAU_FROM_START}, FleetSimulation.NOWHERE);
            return new Case(simulation, struck, "rack r" + rack);
        });
    }

    private static void found(String what, Function<Integer, Case> cases) {
        int right = 0;
        int alone = 0;
        int attached = 0;
        int strays = 0;
        double worst = 0;
        double sum = 0;
        for (int seed = 0; seed < TIMES; seed++) {
            Case given = cases.apply(seed);
            FleetPlay play = given.simulation().play();
            List<AlertChange> told = play.changes;
            double second = given.simulation().firstAlarms(given.struck()).get(1);
            AlertChange first = told.stream()
                    .filter(change -> change.status() != Status.RESOLVED)
                    .filter(change -> factor(change).equals(given.factor()))
                    .findFirst()
                    .orElse(null);
            boolean inTime = first != null && FleetPlay.second(first.timeMillis()) - second <= 60;
            right += inTime ? 1 : 0;
            alone += inTime && play.opened().size() == 1 ? 1 : 0;
            strays += play.opened().size() - (first == null ? 0 : 1);
            if (first != null) {
                double delay = FleetPlay.second(first.timeMillis()) - second;
                worst = Math.max(worst, delay);
                sum += delay;
                long muted = given.struck().stream()
                        .filter(job -> play.notes.stream()
                                .anyMatch(note -> note.jobId().equals(job.id())))
                        .count();
                attached += muted == given.struck().size() ? 1 : 0;
            }
            if (!inTime || play.opened().size() != 1) {
                tell(what + " seed " + seed + " " + given.factor() + ": " + play.told() + " at "
                        + given.simulation().firstAlarms(given.struck()) + " told "
                        + (first == null ? "never" : FleetPlay.second(first.timeMillis())));
            }
        }
        tell(String.format(
                Locale.ROOT,
                "%s: right factor in 60 s %d/%d, as the only incident %d, all members attached %d, others %d,"
                        + " mean delay %.1f s, worst %.1f s",
                what,
                right,
                TIMES,
                alone,
                attached,
                strays,
                sum / TIMES,
                worst));
        assertThat(right).isGreaterThanOrEqualTo(TIMES * 98 / 100);
    }

    private static String factor(AlertChange change) {
        var outbreak = change.outbreak();
        return outbreak == null ? "" : outbreak.factor() + ' ' + outbreak.value();
    }
}
