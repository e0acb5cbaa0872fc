package io.descentry.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The records of several runs as one sequence by due time; every run begins at the same moment. */
final class Schedule implements Closeable {
    /** A record and when it is due, counted from the common beginning. */
    record Due(Duration after, TrainerRecord record) {}

    private final PriorityQueue<Track> tracks =
            new PriorityQueue<>(Comparator.comparing(Track::dueAfter).thenComparingInt(track -> track.order));
    private final List<Track> opened = new ArrayList<>();
    private final long records;

    /**
     * @param runs and their measures
     * @param length how long each run takes; its own length if null
     */
    Schedule(List<Part> runs, @Nullable Duration length) throws IOException {
        try {
            for (Part run : runs) {
                Duration own = run.extent().length();
                double scale = length == null || own.isZero() ? 1 : (double) length.toNanos() / own.toNanos();
                var track =
                        new Track(run.run().open(), opened.size(), run.extent().start(), scale);
                opened.add(track);
                track.advance(tracks);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        records = runs.stream().mapToLong(run -> run.extent().records()).sum();
    }

    /** One run to be scheduled. */
    record Part(Run run, Extent extent) {}

    /** All records of all runs. */
    long records() {
        return records;
    }

    /** The next record, or null after the last. */
    @Nullable
    Due next() throws IOException {
        Track track = tracks.poll();
        if (track == null) {
            return null;
        }
        Due due = track.due();
        track.advance(tracks);
        return due;
    }

    @Override
    public void close() throws IOException {
        for (Track track : opened) {
            track.reader.close();
        }
    }

    private static final class Track {
        private final RunReader reader;
        private final int order;
        private final Instant start;
        private final double scale;
        private @Nullable Due next;

        Track(RunReader reader, int order, Instant start, double scale) {
            this.reader = reader;
            this.order = order;
            this.start = start;
            this.scale = scale;
        }

        void advance(PriorityQueue<Track> tracks) throws IOException {
            TrainerRecord record = reader.read();
            if (record == null) {
                next = null;
                reader.close();
                return;
            }
            Duration own = Duration.between(start, record.time());
            // Nanoseconds of a double: exact where the scale is 1, and never out of order otherwise.
            next = new Due(scale == 1 ? own : Duration.ofNanos((long) (own.toNanos() * scale)), record);
            tracks.add(this);
        }

        Due due() {
            Due due = next;
            if (due == null) {
                throw new IllegalStateException("the run is over");
            }
            return due;
        }

        Duration dueAfter() {
            return due().after();
        }
    }
}
