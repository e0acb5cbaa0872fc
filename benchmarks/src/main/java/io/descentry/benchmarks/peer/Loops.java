package io.descentry.benchmarks.peer;

import io.descentry.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Plain poll loops over the steps, a thread each; partitions are dealt out to them. */
final class Loops implements Peer.Running {
    private static final Duration POLL = Duration.ofMillis(100);

    private final LongAdder records = new LongAdder();
    private final Told told;
    private final ExecutorService threads;
    private final List<Future<?>> loops = new ArrayList<>();
    private volatile boolean stopped;

    interface Step {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    /** @param each makes what a thread does with its records */
    Loops(Lap lap, Told told, Callable<Step> each) throws Exception {
        this.told = told;
        threads = Executors.newFixedThreadPool(lap.threads());
        List<TopicPartition> partitions = Input.partitions(lap.bootstrap(), Topic.STEPS);
        for (int thread = 0; thread < lap.threads(); thread++) {
            int mine = thread;
            List<TopicPartition> part = partitions.stream()
                    .filter(partition -> partition.partition() % lap.threads() == mine)
                    .toList();
            Step step = each.call();
            loops.add(threads.submit(() -> loop(lap, part, step)));
        }
    }

    private void loop(Lap lap, List<TopicPartition> partitions, Step step) {
        try (KafkaConsumer<byte[], byte[]> consumer = Input.open(lap.bootstrap(), partitions)) {
            while (!stopped) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    step.take(record);
                }
                records.add(polled.count());
            }
        }
    }

    @Override
    public long records() {
        loops.stream().filter(Future::isDone).forEach(Loops::rethrow);
        return records.sum();
    }

    private static void rethrow(Future<?> ended) {
        try {
            ended.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a poll loop ended", e);
        }
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a poll loop does not end");
        }
        for (Future<?> loop : loops) {
            loop.get();
        }
    }

    @Override
    public Told told() {
        return told;
    }
}
