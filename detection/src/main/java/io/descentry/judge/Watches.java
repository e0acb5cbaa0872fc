package io.descentry.judge;

import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.detect.Tuned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;

/**
 * The watches of all jobs with the same settings, sorted once by what they are asked about: a kind that is not looked for costs
 * nothing at a step.
 *
 * @param all one of each kind, in the order in which they are asked
 * @param ofSteps those asked about steps of the reporting rank 0
 * @param ofEveryRank those asked about steps of any other rank
 * @param ofRanks those asked about what all ranks told of a step
 * @param ofEvals those asked about evaluations
 * @param ofNotes those asked about what peers tell
 * @param ofClock those asked as time goes by
 * @param disabled kinds that are not looked for
 */
record Watches(
        List<Watch<?>> all,
        List<Watch<?>> ofSteps,
        List<Watch<?>> ofEveryRank,
        List<Watch<?>> ofRanks,
        List<Watch<?>> ofEvals,
        List<Watch<?>> ofNotes,
        List<Watch<?>> ofClock,
        List<Kind> disabled) {

    private static final Map<Catalogue, Watches> KNOWN = new WeakHashMap<>();

    /** The watches of a catalogue, which are made once. */
    static Watches of(Catalogue catalogue) {
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(catalogue, Watches::make);
        }
    }

    private static Watches make(Catalogue catalogue) {
        List<Watch<?>> all = new ArrayList<>();
        for (Tuned tuned : catalogue.detectors()) {
            all.add(Watch.of(tuned, all.size()));
        }
        return make(List.copyOf(all));
    }

    private static Watches make(List<Watch<?>> all) {
        return new Watches(
                all,
                those(all, watch -> watch.isAskedBySteps(false)),
                those(all, watch -> watch.isAskedBySteps(true)),
                those(all, Watch::isAskedByRanks),
                those(all, Watch::isAskedByEvals),
                those(all, Watch::isAskedByNotes),
                those(all, Watch::isAskedByClock),
                those(all, watch -> !watch.tuned().enabled()).stream()
                        .<Kind>map(Watch::kind)
                        .toList());
    }

    private static List<Watch<?>> those(List<Watch<?>> all, Predicate<Watch<?>> asked) {
        return all.stream().filter(asked).toList();
    }
}
