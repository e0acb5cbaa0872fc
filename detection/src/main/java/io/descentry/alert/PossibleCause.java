package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One possible cause of a kind of alert, as the data tell it.
 *
 * @param id stable, unique within the kind
 * @param prior how often it has a part in alerts of the kind while nothing more is known; between 0 and 1
 * @param why what it would mean, in words
 * @param confirm what would confirm it, in words
 * @param remedies what to try against it, in order
 * @param pro clues that speak for it, heaviest first
 * @param contra clues that speak against it, heaviest first
 */
record PossibleCause(
        String id,
        double prior,
        String why,
        String confirm,
        List<String> remedies,
        List<Weighed> pro,
        List<Weighed> contra) {
    /*
     * Weights of evidence add up in log odds [1]: independent pieces multiply the odds, so their logarithms add. A clue that
     * could not be looked for adds nothing, which is right: what was not measured speaks for nothing. Clues that are not quite
     * independent count a little too much, so weights in the data are modest.
     *
     * [1] I. J. Good, Probability and the Weighing of Evidence, 1950.
     */
    static final Comparator<Weighed> HEAVIEST =
            Comparator.comparingDouble(Weighed::weight).reversed();

    /** A cause with the log odds by which it is ranked; its score is rounded. */
    record Judged(double logOdds, Cause cause) {}

    Judged judge(Scene scene) {
        double logOdds = Math.log(prior / (1 - prior));
        List<String> speaksFor = new ArrayList<>();
        List<String> speaksAgainst = new ArrayList<>();
        logOdds += weigh(pro, scene, speaksFor) - weigh(contra, scene, speaksAgainst);
        String told = speaksFor.isEmpty() ? why : why + ": " + speaksFor.get(0);
        return new Judged(
                logOdds,
                new Cause(
                        id,
                        score(logOdds),
                        told,
                        List.copyOf(speaksFor),
                        List.copyOf(speaksAgainst),
                        confirm,
                        remedies));
    }

    private static double weigh(List<Weighed> clues, Scene scene, List<String> words) {
        double sum = 0;
        for (Weighed clue : clues) {
            var found = clue.words(scene);
            if (found.isPresent()) {
                sum += clue.weight();
                words.add(found.get());
            }
        }
        return sum;
    }

    /** To two places: the score ranks causes, and more digits would claim more. */
    private static double score(double logOdds) {
        return Math.round(100 / (1 + Math.exp(-logOdds))) / 100.0;
    }
}
