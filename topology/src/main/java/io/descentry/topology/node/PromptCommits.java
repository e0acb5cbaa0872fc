package io.descentry.topology.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Commits for what people wait for: at once, but not more often than ten times a second in all tasks of an instance together, so
 * that a storm of alerts costs no commit per record. {@code read_committed} readers see an alert at the commit.
 */
public final class PromptCommits {
    private static final Duration APART = Duration.ofMillis(100);

    private final AtomicLong lastMillis = new AtomicLong(Long.MIN_VALUE / 2);

    /** Those of a task; to be called in a processor's {@code init}. */
    Requests of(ProcessorContext<?, ?> context) {
        var requests = new Requests(context);
        context.schedule(APART, PunctuationType.WALL_CLOCK_TIME, now -> requests.again());
        return requests;
    }

    private boolean isNext(long nowMillis) {
        long last = lastMillis.get();
        return (nowMillis - last >= APART.toMillis() || nowMillis < last) && lastMillis.compareAndSet(last, nowMillis);
    }

    /** What one task asks for. */
    final class Requests {
        private final ProcessorContext<?, ?> context;
        private boolean waiting;

        private Requests(ProcessorContext<?, ?> context) {
            this.context = context;
        }

        /** There is something that people wait for. */
        void commitSoon() {
            waiting = !isNext(context.currentSystemTimeMs());
            if (!waiting) {
                context.commit();
            }
        }

        private void again() {
            if (waiting) {
                commitSoon();
            }
        }
    }
}
