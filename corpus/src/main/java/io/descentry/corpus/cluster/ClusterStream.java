package io.descentry.corpus.cluster;

import io.descentry.corpus.TrainerRecord;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The records of many jobs as one sequence in the order of event time. Not thread-safe. */
public final class ClusterStream {
    private final PriorityQueue<Lane> lanes =
            new PriorityQueue<>(Comparator.comparingLong(Lane::due).thenComparingInt(Lane::order));
    private final long endMillis;

    private record Lane(JobStream stream, int order, long due) {}

    ClusterStream(List<SimulatedJob> jobs, long endMillis) {
        this.endMillis = endMillis;
        for (int order = 0; order < jobs.size(); order++) {
            add(new JobStream(jobs.get(order)), order);
        }
    }

    private void add(JobStream stream, int order) {
        if (stream.due() <= endMillis) {
            lanes.add(new Lane(stream, order, stream.due()));
        }
    }

    /** The next record, or null when the simulation is over. */
    public @Nullable TrainerRecord read() {
        Lane lane = lanes.poll();
        if (lane == null) {
            return null;
        }
        TrainerRecord record = lane.stream.take();
        add(lane.stream, lane.order);
        return record;
    }

    /** When the next record is due, milliseconds since the epoch; {@link Long#MAX_VALUE} when the simulation is over. */
    public long due() {
        Lane lane = lanes.peek();
        return lane == null ? Long.MAX_VALUE : lane.due;
    }
}
