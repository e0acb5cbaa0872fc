package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to say about all alerts of one kind.
 *
 * @param summary one sentence
 * @param causes what may lie behind it, each with what to try against it
 * @param aid what helps whatever the cause; what to try against the likeliest cause is told before it, against others after
 */
record Guide(String summary, List<CauseRule> causes, List<String> aid) {

    /** Causes of an alert, likeliest first. */
    List<Cause> rank(Scene scene) {
        return causes.stream()
                .map(rule -> rule.judge(scene))
                .sorted(Comparator.comparingDouble(Cause::score).reversed())
                .toList();
    }

    /** What to try, best first, against causes that were ranked. */
    List<String> remedies(List<Cause> ranked) {
        Set<String> all = new LinkedHashSet<>();
        ranked.stream().limit(1).forEach(cause -> against(cause, all));
        all.addAll(aid);
        ranked.forEach(cause -> against(cause, all));
        return List.copyOf(all);
    }

    /** A cause that an older version wrote down may be unknown by now. */
    private void against(Cause cause, Set<String> all) {
        causes.stream().filter(rule -> rule.id().equals(cause.id())).forEach(rule -> all.add(rule.remedy()));
    }
}
