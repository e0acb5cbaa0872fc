package io.descentry.judge;

import io.descentry.detect.Kind;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The watches of a job, sorted once by what they are asked about: a kind that is not looked for costs nothing at a step.
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

    static Watches of(Stream<Watch<?>> watches) {
        List<Watch<?>> all = watches.toList();
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
