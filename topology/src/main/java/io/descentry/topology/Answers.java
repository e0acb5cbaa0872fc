package io.descentry.topology;

import io.descentry.detect.Judgement;
import io.descentry.detect.Judgement.Abstaining;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.judge.AnswerCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/** How often the detector of each kind gave each answer. Who judges takes a column, so that counting is one addition that nobody waits for. */
public final class Answers {
    /** All answers in a word each: why nothing can be said, clear, firing. */
    public static final List<String> VERDICTS = Stream.concat(
                    Stream.of(Judgement.Reason.values())
                            .map(reason -> reason.name().toLowerCase(Locale.ROOT)),
                    Stream.of("clear", "firing"))
            .toList();

    private static final int WIDTH = VERDICTS.size();
    private static final int CLEAR = WIDTH - 2;
    private static final int FIRING = WIDTH - 1;
    private static final Kind[] KINDS = Kind.values();

    private final List<Column> all = new ArrayList<>();
    private final Deque<Column> free = new ArrayDeque<>();

    /** What one thread counts at a time; any may read. */
    public static final class Column implements AnswerCounter {
        private final AtomicLongArray counts = new AtomicLongArray(KINDS.length * WIDTH);

        private Column() {}

        @Override
        public void count(Kind kind, Judgement answer) {
            int verdict = answer instanceof Abstaining abstaining
                    ? abstaining.reason().ordinal()
                    : answer instanceof Firing ? FIRING : CLEAR;
            int place = kind.ordinal() * WIDTH + verdict;
            counts.setOpaque(place, counts.getPlain(place) + 1);
        }
    }

    /** Who is told how often an answer was given. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes one count.
         *
         * @param verdict one of {@link #VERDICTS}
         */
        void read(Kind kind, String verdict, long count);
    }

    /** A column to count in; to be given back when nobody counts in it any more. */
    public synchronized Column take() {
        Column column = free.poll();
        if (column == null) {
            column = new Column();
            all.add(column);
        }
        return column;
    }

    /** Takes a column back with what was counted in it; the next one goes on with it. */
    public synchronized void giveBack(Column column) {
        free.push(column);
    }

    /** Tells every answer that was given at least once. */
    public synchronized void read(Reader reader) {
        for (Kind kind : KINDS) {
            for (int verdict = 0; verdict < WIDTH; verdict++) {
                int place = kind.ordinal() * WIDTH + verdict;
                long count = all.stream()
                        .mapToLong(column -> column.counts.getOpaque(place))
                        .sum();
                if (count > 0) {
                    reader.read(kind, VERDICTS.get(verdict), count);
                }
            }
        }
    }
}
