package io.descentry.corpus;

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

/**
 * What was reported against what is true.
 *
 * <p>A report of a kind on a run labelled with it is a detection if it fired at most {@value #TOLERANCE} steps before the
 * onset and, for a passing fault, was first visible before its end. A report that alarms (warning or critical) and is
 * no detection is a false alarm, unless the label allows the kind ({@code also}). Reports of severity info are never false
 * alarms.
 *
 * @param runs scored runs
 * @param kinds one score for each kind that can be detected, in the order given
 * @param undetectable labelled runs by kind, of the kinds that cannot be detected
 * @param healthyRuns scored runs that are healthy
 * @param alarmed healthy runs with an alarm, with the kinds reported on them
 */
public record Scorecard(
        int runs,
        List<KindScore> kinds,
        SortedMap<String, Integer> undetectable,
        int healthyRuns,
        SortedMap<String, Set<String>> alarmed) {
    private static final long TOLERANCE = 2;

    /**
     * Scores alerts.
     *
     * @param truth labels of the judged runs by job id
     * @param events every alert event of those runs, in order
     * @param detectable ids of the kinds that count
     */
    public static Scorecard of(
            Map<String, Label> truth, Collection<ReportedAlert> events, Collection<String> detectable) {
        List<Episode> episodes = Episode.of(events).stream()
                .filter(episode -> truth.containsKey(episode.jobId()))
                .toList();
        var alarmed = new TreeMap<String, Set<String>>();
        for (Episode episode : episodes) {
            Label label = labelOf(truth, episode);
            if (label.healthy() && episode.alarms()) {
                alarmed.computeIfAbsent(label.run(), run -> new TreeSet<>()).add(episode.kind());
            }
        }
        return new Scorecard(
                truth.size(),
                detectable.stream().map(kind -> score(kind, truth, episodes)).toList(),
                undetectable(truth, detectable),
                (int) truth.values().stream().filter(Label::healthy).count(),
                alarmed);
    }

    /** Mean recall over the detectable kinds that have labelled runs; empty if there are none. */
    public OptionalDouble macroRecall() {
        return kinds.stream()
                .map(KindScore::recall)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** Share of the healthy runs with an alarm, 0 to 1; 0 if there are none. */
    public double alarmedShare() {
        return healthyRuns == 0 ? 0 : (double) alarmed.size() / healthyRuns;
    }

    private static KindScore score(String kind, Map<String, Label> truth, List<Episode> episodes) {
        var firstDetections = new TreeMap<String, Long>();
        var falseAlarms = new ArrayList<FalseAlarm>();
        for (Episode episode : episodes) {
            if (episode.kind().equals(kind)) {
                Label label = labelOf(truth, episode);
                if (detects(episode, label)) {
                    firstDetections.merge(label.run(), episode.detectedStep() - label.onsetStep(), Math::min);
                } else if (episode.alarms() && !label.also().contains(kind)) {
                    falseAlarms.add(new FalseAlarm(label.run(), episode.detectedStep()));
                }
            }
        }
        List<String> labelled = truth.values().stream()
                .filter(label -> label.kinds().contains(kind))
                .map(Label::run)
                .sorted()
                .toList();
        return new KindScore(
                kind,
                labelled.size(),
                labelled.stream()
                        .filter(run -> !firstDetections.containsKey(run))
                        .toList(),
                firstDetections.values().stream().sorted().toList(),
                List.copyOf(falseAlarms));
    }

    private static boolean detects(Episode episode, Label label) {
        return label.kinds().contains(episode.kind())
                && episode.detectedStep() >= label.onsetStep() - TOLERANCE
                && (label.endStep() < 0 || episode.firstStep() <= label.endStep());
    }

    private static SortedMap<String, Integer> undetectable(Map<String, Label> truth, Collection<String> detectable) {
        var counts = new TreeMap<String, Integer>();
        for (Label label : truth.values()) {
            for (String kind : label.kinds()) {
                if (!detectable.contains(kind)) {
                    counts.merge(kind, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private static Label labelOf(Map<String, Label> truth, Episode episode) {
        Label label = truth.get(episode.jobId());
        if (label == null) {
            throw new IllegalStateException("no label of " + episode.jobId());
        }
        return label;
    }
}
