package io.descentry.peer;

import io.descentry.detect.FleetIncident.Params;
import io.descentry.memory.MemoryIo;
import io.descentry.peer.PeerGroup.Out;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** When a fleet looks at what became of falls that are no coincidence: some seconds after they showed, by event time. */
final class Looks {
    /*
     * A fall is asked about when it is heard of. Heard of after later ones, it is asked about at its own time and at that of each of
     * those, as it would have been had it been heard of in time; and where the time to look has passed, the look is taken at once, as of
     * that time. Falls that were heard of already and are later than a look are asked about once more after it.
     */
    private static final long NEVER = Long.MAX_VALUE;

    private final Factors factors;
    private final Outbreaks outbreaks;
    private final Ledger ledger;
    private final long[] holds = new long[Manner.count()];
    private final long[] lookedAgain = new long[Manner.count()];
    private Params params = Params.DEFAULT;

    Looks(Factors factors, Outbreaks outbreaks, Ledger ledger) {
        this.factors = factors;
        this.outbreaks = outbreaks;
        this.ledger = ledger;
        Arrays.fill(holds, NEVER);
    }

    /** Judges by other settings from now on. */
    void use(Params now) {
        params = now;
    }

    /** Event time of the next one; the greatest there is if there is none. */
    long next() {
        return holds[first().ordinal()];
    }

    private Manner first() {
        Manner first = Manner.at(0);
        for (int i = 1; i < holds.length; i++) {
            first = holds[i] < holds[first.ordinal()] ? Manner.at(i) : first;
        }
        return first;
    }

    /** Looks once, and once more if it grows. */
    void look(long nowMillis, Out out) {
        Manner manner = first();
        long at = holds[manner.ordinal()];
        boolean again = lookedAgain[manner.ordinal()] != 0;
        hold(manner, NEVER);
        if (!outbreaks.examine(manner, at, nowMillis, !again && params.settle() > 0, out)) {
            hold(manner, at + settle());
            lookedAgain[manner.ordinal()] = 1;
            return;
        }
        for (Fall fall : List.copyOf(factors.cluster().between(at + 1, nowMillis))) {
            if (fall.manner == manner && fall.incident == null) {
                ask(fall, nowMillis, out);
            }
        }
    }

    private void hold(Manner manner, long untilMillis) {
        lookedAgain[manner.ordinal()] = 0;
        holds[manner.ordinal()] = untilMillis;
        ledger.touchHolds();
    }

    private long settle() {
        return 1000L * params.settle();
    }

    /** Asks whether a fall and others are no coincidence. */
    void ask(Fall fall, long nowMillis, Out out) {
        long from = fall.timeMillis;
        while (fall.incident == null) {
            long until = Math.min(shownBefore(fall.manner), fall.timeMillis + 1000L * params.window());
            Shown shown = shown(fall, from, until, nowMillis);
            if (shown == null) {
                return;
            }
            long at = shown.lastMillis + settle();
            if (at + settle() > nowMillis) {
                if (lookedAgain[fall.manner.ordinal()] == 0) {
                    hold(fall.manner, at);
                }
                return;
            }
            if (!outbreaks.examine(fall.manner, at, nowMillis, params.settle() > 0, out)) {
                outbreaks.examine(fall.manner, at + settle(), nowMillis, false, out);
            }
            from = shown.atMillis + 1;
        }
    }

    /** When what is about to be looked at showed. */
    private long shownBefore(Manner manner) {
        long held = holds[manner.ordinal()];
        return held == NEVER ? NEVER : held - (lookedAgain[manner.ordinal()] == 0 ? settle() : 2 * settle());
    }

    /**
     * That falls are no coincidence.
     *
     * @param atMillis when that showed
     * @param lastMillis when the last of them fell ill
     */
    private record Shown(long atMillis, long lastMillis) {}

    /** The first time from which it shows; null if it does not. */
    private @Nullable Shown shown(Fall fall, long fromMillis, long untilMillis, long nowMillis) {
        long asked = NEVER;
        for (Fall later : factors.cluster().between(fromMillis, untilMillis - 1)) {
            if (later.manner != fall.manner || later.incident != null || later.timeMillis == asked) {
                continue;
            }
            asked = later.timeMillis;
            OptionalLong last = new Inquiry(factors, params, fall.manner, nowMillis, asked)
                    .suspects(List.of(fall), outbreaks.open().values()).stream()
                            .filter(Suspect::guilty)
                            .mapToLong(Suspect::lastMillis)
                            .max();
            if (last.isPresent()) {
                return new Shown(asked, last.getAsLong());
            }
        }
        return null;
    }

    /** Beside the rows of jobs and factors. */
    void sync(MemoryIo io) {
        for (int i = 0; i < holds.length; i++) {
            holds[i] = io.i64(holds[i]);
            lookedAgain[i] = io.i64(lookedAgain[i]);
        }
    }
}
