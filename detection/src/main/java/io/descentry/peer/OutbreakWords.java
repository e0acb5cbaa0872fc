package io.descentry.peer;

import io.descentry.alert.AlertChange.Outbreak;
import io.descentry.alert.OutbreakAlert;
import io.descentry.detect.Evidence;
import io.descentry.detect.Severity;
import io.descentry.peer.Incident.Tally;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An incident of the fleet in the words of the person who is called. */
final class OutbreakWords {
    /** Members that an alert names one by one; the words say how many there are. */
    private static final int MOST_MEMBERS = 200;

    private OutbreakWords() {}

    static String fingerprint(String cluster, Factor factor, Manner manner) {
        return OutbreakAlert.fingerprint(
                cluster, factor.sort.word(), factor.value, manner.name().toLowerCase(Locale.ROOT));
    }

    /** For example {@code 3 of 8 jobs on host h17 fell ill with silence or standstill within 41 s.} */
    static String words(Incident incident) {
        int ill = incident.jobs().size();
        int jobs = Math.max(ill, incident.tally.jobs());
        long span = incident.lastFallMillis - incident.beganAtMillis;
        return ill + " of " + jobs + " jobs " + place(incident.factor) + " fell ill with " + incident.manner.words()
                + " within " + duration(span) + '.';
    }

    private static String place(Factor factor) {
        return switch (factor.sort) {
            case DEVICE, HOST -> "on " + factor.words();
            case RACK -> "in " + factor.words();
            case DATASET -> "with data set " + factor.value;
            case IMAGE -> "with " + factor.words();
            case PROJECT, CLUSTER -> "of " + factor.words();
        };
    }

    private static String duration(long millis) {
        long seconds = Math.max(1, (millis + 999) / 1000);
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
    }

    private static String details(Tally tally) {
        String rate = tally.elsewhere() < 1e-4
                ? "fewer than 0.01 %"
                : String.format(Locale.ROOT, "%.2f %%", 100 * tally.elsewhere());
        String elsewhere =
                tally.ill() + " did within " + tally.seconds() + " s, in which " + rate + " of other jobs do.";
        return tally.alike() == null ? elsewhere : elsewhere + " It may as well be " + tally.alike() + '.';
    }

    /** What explains the same falls nearly as well and would be searched elsewhere. */
    static @Nullable String alike(Suspect best, List<Suspect> guilty, List<Fall> falls) {
        String words = guilty.stream()
                .filter(other -> other.factor() != best.factor() && other.factor() != best.factor().within)
                .filter(other -> other.factor().sort != FactorSort.CLUSTER && other.factor().within != best.factor())
                .filter(other -> falls.stream().allMatch(fall -> fall.isAt(other.factor())))
                .map(other -> other.factor().words())
                .sorted()
                .collect(Collectors.joining(" or "));
        return words.isEmpty() ? null : words;
    }

    static OutbreakAlert alert(String cluster, Incident incident, @Nullable String follows, Severity severity) {
        Tally tally = incident.tally;
        Factor factor = incident.factor;
        Evidence evidence = new Evidence(
                "ill jobs " + place(factor) + " within " + tally.seconds() + " s",
                0,
                tally.ill(),
                tally.jobs() * tally.elsewhere(),
                Double.NaN,
                0);
        List<Outbreak.Member> members = incident.patients().stream()
                .limit(MOST_MEMBERS)
                .map(patient -> new Outbreak.Member(patient.jobId(), patient.fingerprint(), patient.kind()))
                .toList();
        return new OutbreakAlert(
                cluster,
                incident.fingerprint,
                severity,
                incident.opening,
                incident.startedAtMillis,
                incident.openedAtMillis,
                words(incident),
                details(tally),
                evidence,
                new Outbreak(factor.sort.word(), factor.value, members),
                follows);
    }
}
