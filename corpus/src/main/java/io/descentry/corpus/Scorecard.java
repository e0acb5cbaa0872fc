package io.descentry.corpus;

import io.descentry.corpus.CauseScore.Case;
import io.descentry.corpus.KindScore.FalseAlarm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What was reported against what is true.
 *
 * <p>A report of a kind on a run labelled with it is a detection if it fired at most 2 steps before the onset and, for a
 * passing fault, was first visible before its end. A report that alarms (warning or critical) and is no detection is a
 * false alarm, unless the label allows the kind ({@code also}). Reports of severity info are never false alarms.
 *
 * @param runs scored runs
 * @param kinds one score for each kind that can be detected, in the order given
 * @param undetectable labelled runs by kind, of the kinds that cannot be detected
 * @param healthy what was said about the healthy ones
 * @param strays false alarms on faulty runs of kinds that their labels do not know at all, one for each alert
 */
public record Scorecard(
        int runs, List<KindScore> kinds, SortedMap<String, Integer> undetectable, HealthyScore healthy, int strays) {

    private record Scored(Episode alert, Label label, Standing standing) {}

    /** Scores alerts against labels alone. */
    public static Scorecard of(
            Map<String, Label> truth, Collection<ReportedAlert> events, Collection<String> detectable) {
        return of(Truth.of(truth), events, detectable);
    }

    /**
     * Scores alerts.
     *
     * @param events every alert event of the judged runs, in order
     * @param detectable ids of the kinds that count
     */
    public static Scorecard of(Truth truth, Collection<ReportedAlert> events, Collection<String> detectable) {
        var alerts = new ArrayList<Scored>();
        for (Episode alert : Episode.of(events)) {
            Label label = truth.labels().get(alert.jobId());
            if (label != null) {
                alerts.add(new Scored(alert, label, Standing.of(alert, label)));
            }
        }
        return new Scorecard(
                truth.labels().size(),
                detectable.stream().map(kind -> score(kind, truth, alerts)).toList(),
                undetectable(truth.labels().values(), detectable),
                healthy(truth, alerts),
                (int) alerts.stream().filter(Scorecard::strays).count());
    }

    /** Mean recall over the detectable kinds that have labelled runs; empty if there are none. */
    public OptionalDouble macroRecall() {
        return mean(KindScore::recall);
    }

    /** Mean precision over the kinds that were reported; empty if there are none. */
    public OptionalDouble macroPrecision() {
        return mean(KindScore::precision);
    }

    /** How often the cause was named, over all detectable kinds. */
    public CauseScore causes() {
        return new CauseScore(
                kinds.stream().flatMap(kind -> kind.causes().cases().stream()).toList());
    }

    /** How often the rank was named, over all detectable kinds. */
    public RankScore ranks() {
        return new RankScore(
                kinds.stream().flatMap(kind -> kind.ranks().cases().stream()).toList());
    }

    /** Runs that are not healthy. */
    public int faultyRuns() {
        return runs - healthy.runs();
    }

    /** Alerts for each faulty run that belong to no label; empty if there are none. */
    public OptionalDouble straysPerFaultyRun() {
        return faultyRuns() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) strays / faultyRuns());
    }

    private OptionalDouble mean(Function<KindScore, OptionalDouble> figure) {
        return kinds.stream()
                .map(figure)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    private static KindScore score(String kind, Truth truth, List<Scored> alerts) {
        var detections = new TreeMap<String, Episode>();
        var falseAlarms = new ArrayList<FalseAlarm>();
        for (Scored scored : alerts) {
            Episode alert = scored.alert();
            if (alert.kind().equals(kind)) {
                String run = scored.label().run();
                if (scored.standing() == Standing.DETECTION) {
                    detections.merge(run, alert, Scorecard::earlier);
                } else if (scored.standing() == Standing.FALSE_ALARM) {
                    falseAlarms.add(new FalseAlarm(run, alert.detectedStep()));
                }
            }
        }
        var labelled = new TreeMap<String, Label>();
        truth.labels().values().stream()
                .filter(label -> label.kinds().contains(kind))
                .forEach(label -> labelled.put(label.run(), label));
        var missed = new ArrayList<String>();
        var delays = new ArrayList<Long>();
        var cases = new ArrayList<Case>();
        var ranks = new ArrayList<RankScore.Case>();
        labelled.forEach((run, label) -> {
            Episode detection = detections.get(run);
            if (detection == null) {
                missed.add(run);
            } else {
                delays.add(detection.detectedStep() - label.onsetStep());
            }
            if (label.rank() >= 0) {
                int named = detection == null ? -1 : detection.rank();
                ranks.add(new RankScore.Case(run, kind, label.rank(), detection != null, named));
            }
            Set<String> accepted = truth.causes().of(run, kind);
            if (!accepted.isEmpty()) {
                cases.add(new Case(run, kind, accepted, detection == null ? List.of() : detection.causes()));
            }
        });
        return new KindScore(
                kind,
                labelled.size(),
                List.copyOf(missed),
                delays.stream().sorted().toList(),
                List.copyOf(falseAlarms),
                new CauseScore(List.copyOf(cases)),
                new RankScore(List.copyOf(ranks)));
    }

    private static Episode earlier(Episode one, Episode other) {
        return other.detectedStep() < one.detectedStep() ? other : one;
    }

    private static HealthyScore healthy(Truth truth, List<Scored> alerts) {
        var alarmed = new TreeMap<String, Set<String>>();
        int alarms = 0;
        for (Scored scored : alerts) {
            if (scored.label().healthy() && scored.standing() == Standing.FALSE_ALARM) {
                alarmed.computeIfAbsent(scored.label().run(), run -> new TreeSet<>())
                        .add(scored.alert().kind());
                alarms++;
            }
        }
        int runs = 0;
        long steps = 0;
        for (Map.Entry<String, Label> run : truth.labels().entrySet()) {
            if (run.getValue().healthy()) {
                runs++;
                steps += truth.steps().getOrDefault(run.getKey(), 0L);
            }
        }
        return new HealthyScore(runs, steps, alarms, alarmed);
    }

    private static boolean strays(Scored scored) {
        return scored.standing() == Standing.FALSE_ALARM
                && !scored.label().healthy()
                && !scored.label().kinds().contains(scored.alert().kind());
    }

    private static SortedMap<String, Integer> undetectable(Collection<Label> labels, Collection<String> detectable) {
        var counts = new TreeMap<String, Integer>();
        for (Label label : labels) {
            for (String kind : label.kinds()) {
                if (!detectable.contains(kind)) {
                    counts.merge(kind, 1, Integer::sum);
                }
            }
        }
        return counts;
    }
}
