package io.descentry.corpus;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How well one kind was told.
 *
 * @param labelled runs that have it
 * @param missed runs that have it and on which it was not reported in time
 * @param delays steps from the onset to the detection, one for each detected run, rising
 * @param falseAlarms reports of it where it is not, one for each alert
 * @param causes how often its cause was named
 * @param ranks how often its rank was named
 */
public record KindScore(
        String kind,
        int labelled,
        List<String> missed,
        List<Long> delays,
        List<FalseAlarm> falseAlarms,
        CauseScore causes,
        RankScore ranks) {

    /** One alert that should not have been. */
    public record FalseAlarm(String run, long detectedStep) {}

    /** Runs on which it was reported. */
    public int detected() {
        return delays.size();
    }

    /** Share of the labelled runs on which it was reported; empty if none is labelled. */
    public OptionalDouble recall() {
        return share(detected(), labelled);
    }

    /** Detected runs over themselves and the false alarms; empty if it was never reported where that counts. */
    public OptionalDouble precision() {
        return share(detected(), detected() + falseAlarms.size());
    }

    /** Median of the delays, steps. */
    public OptionalDouble medianDelay() {
        int count = delays.size();
        return count == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((delays.get((count - 1) / 2) + delays.get(count / 2)) / 2.0);
    }

    /** Longest delay, steps. */
    public OptionalLong worstDelay() {
        return delays.isEmpty() ? OptionalLong.empty() : OptionalLong.of(delays.get(delays.size() - 1));
    }

    private static OptionalDouble share(int part, int whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
