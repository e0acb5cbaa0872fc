package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import io.descentry.detect.Kind;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to say about all alerts of one kind.
 *
 * @param phrase the kind in a few words, as a link of a chain
 * @param summary one sentence
 * @param aid what helps whatever the cause; what to try against the likeliest cause is told before it, against others after
 * @param leadsTo kinds of alerts that may follow from one of this kind
 * @param causes what may lie behind it
 */
record Guide(String phrase, String summary, List<String> aid, Set<Kind> leadsTo, List<PossibleCause> causes) {

    /** Causes of an alert, likeliest first; causes of one score as the data order them. */
    List<Cause> rank(Scene scene) {
        return causes.stream()
                .map(cause -> cause.judge(scene))
                .sorted(Comparator.comparingDouble(PossibleCause.Judged::logOdds)
                        .reversed())
                .map(PossibleCause.Judged::cause)
                .toList();
    }

    /** What to try, best first, against causes that were ranked: one remedy for each, then what else is known. */
    List<String> remedies(List<Cause> ranked) {
        Set<String> all = new LinkedHashSet<>();
        ranked.stream().limit(1).forEach(cause -> all.addAll(cause.remedies()));
        all.addAll(aid);
        ranked.forEach(cause -> cause.remedies().stream().limit(1).forEach(all::add));
        return List.copyOf(all);
    }
}
