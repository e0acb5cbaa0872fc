package io.descentry.topology.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Commits for what people wait for: at once, but so seldom in a storm of alerts that writing the memories of jobs takes a small part
 * of the time. {@code read_committed} readers see an alert at the commit.
 */
/*
 * A commit writes all jobs that changed since the last one, whoever asked for it, at some 20 us each. With half a millisecond between
 * two commits for each of them that is a twenty-fifth of the time; from some thousand jobs on the commit of the interval comes first.
 */
public final class PromptCommits {
    private static final long LEAST_APART_MILLIS = 100;
    private static final double MILLIS_FOR_A_JOB = 0.5;

    private final IntSupplier changed;
    private final AtomicLong lastMillis = new AtomicLong(Long.MIN_VALUE / 2);

    /** @param changed how many jobs a commit would write, in all tasks of the instance together */
    public PromptCommits(IntSupplier changed) {
        this.changed = changed;
    }

    /** Those of a task; to be called in a processor's {@code init}. */
    Requests of(ProcessorContext<?, ?> context) {
        return new Requests(context);
    }

    /** How long the next one has to wait; with 0 this is the next one. */
    private long waitMillis(long nowMillis) {
        long last = lastMillis.get();
        long apart = Math.max(LEAST_APART_MILLIS, (long) (changed.getAsInt() * MILLIS_FOR_A_JOB));
        long wait = nowMillis < last ? 0 : last + apart - nowMillis;
        return wait <= 0 && lastMillis.compareAndSet(last, nowMillis) ? 0 : Math.max(1, wait);
    }

    /** What one task asks for. */
    final class Requests {
        private final ProcessorContext<?, ?> context;
        private @Nullable Cancellable later;

        private Requests(ProcessorContext<?, ?> context) {
            this.context = context;
        }

        /** There is something that people wait for. */
        void commitSoon() {
            if (later != null) {
                return;
            }
            long wait = waitMillis(context.currentSystemTimeMs());
            if (wait == 0) {
                context.commit();
            } else {
                later = context.schedule(Duration.ofMillis(wait), PunctuationType.WALL_CLOCK_TIME, now -> again());
            }
        }

        private void again() {
            if (later != null) {
                later.cancel();
                later = null;
            }
            commitSoon();
        }
    }
}
