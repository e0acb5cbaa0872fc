package io.descentry.topology.order;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that hands out the records of some topics, partition number by partition number, in the order of their timestamps. What it
 * holds back counts as not yet consumed: positions and next offsets are those of what was handed out.
 */
final class InOrderConsumer implements InvocationHandler {
    /** So many records of a partition are held back before no more of it are fetched. */
    private static final int CROWDED = 10_000;

    private final Consumer<byte[], byte[]> fetching;
    private final HeldRecords held;
    private final LongSupplier clock;
    private final Map<TopicPartition, OffsetAndMetadata> fetchedUpTo = new HashMap<>();
    /** Partitions that are not fetched because too much of them is held back. */
    private final Set<TopicPartition> crowded = new HashSet<>();
    /** Partitions that whoever uses this consumer does not want. */
    private final Set<TopicPartition> unwanted = new HashSet<>();

    private InOrderConsumer(Consumer<byte[], byte[]> fetching, List<String> topics, Duration idle, LongSupplier clock) {
        this.fetching = fetching;
        this.held = new HeldRecords(topics, idle.toMillis(), fetching::currentLag);
        this.clock = clock;
    }

    /**
     * Puts records of a consumer in order.
     *
     * @param topics whose records are put in order; those of one time, in the order of this list
     * @param idle how long a partition that has run empty is waited for
     * @param clock milliseconds that never go back
     */
    @SuppressWarnings("unchecked")
    static Consumer<byte[], byte[]> of(
            Consumer<byte[], byte[]> fetching, List<String> topics, Duration idle, LongSupplier clock) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                InOrderConsumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                new InOrderConsumer(fetching, topics, idle, clock));
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "poll" -> {
                return poll((Duration) arguments[0]);
            }
            case "position" -> {
                ConsumerRecord<byte[], byte[]> first = held.first((TopicPartition) arguments[0]);
                return first != null ? first.offset() : pass(method, arguments);
            }
            case "resume" -> {
                resume((Collection<TopicPartition>) arguments[0]);
                return null;
            }
            case "subscribe" -> {
                if (arguments.length == 2) {
                    arguments[1] = dropping((ConsumerRebalanceListener) arguments[1]);
                }
            }
            case "pause" -> unwanted.addAll((Collection<TopicPartition>) arguments[0]);
            case "seek" -> held.drop(Set.of((TopicPartition) arguments[0]));
            case "seekToBeginning", "seekToEnd" -> held.drop((Collection<TopicPartition>) arguments[0]);
            case "assign", "unsubscribe" -> held.assigned(Set.of());
            default -> {}
        }
        return pass(method, arguments);
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        long wait = held.waitMillis(clock.getAsLong());
        ConsumerRecords<byte[], byte[]> fetched =
                fetching.poll(wait < timeout.toMillis() ? Duration.ofMillis(wait) : timeout);
        Set<TopicPartition> assigned = fetching.assignment();
        held.assigned(assigned);
        fetchedUpTo.keySet().retainAll(assigned);
        fetchedUpTo.putAll(fetched.nextOffsets());

        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out = new HashMap<>();
        for (TopicPartition partition : fetched.partitions()) {
            if (held.orders(partition)) {
                held.add(partition, fetched.records(partition));
            } else {
                out.put(partition, fetched.records(partition));
            }
        }
        out.putAll(held.release(clock.getAsLong()));
        holdOff(assigned);
        return new ConsumerRecords<>(
                out, nextOffsets(out.keySet(), fetched.nextOffsets().keySet()));
    }

    /** Where to go on after what was handed out: at the first record that is held back, or behind all that was fetched. */
    private Map<TopicPartition, OffsetAndMetadata> nextOffsets(Set<TopicPartition> out, Set<TopicPartition> fetched) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        Set<TopicPartition> moved = new HashSet<>(out);
        moved.addAll(fetched);
        for (TopicPartition partition : moved) {
            ConsumerRecord<byte[], byte[]> first = held.first(partition);
            OffsetAndMetadata after = fetchedUpTo.get(partition);
            if (first != null) {
                next.put(partition, new OffsetAndMetadata(first.offset(), first.leaderEpoch(), ""));
            } else if (after != null) {
                next.put(partition, after);
            }
        }
        return next;
    }

    /** Fetches no more of a partition of which much is held back already, because another one cannot be fetched. */
    private void holdOff(Set<TopicPartition> assigned) {
        crowded.retainAll(assigned);
        unwanted.retainAll(assigned);
        for (TopicPartition partition : assigned) {
            if (held.size(partition) >= CROWDED && crowded.add(partition)) {
                fetching.pause(Set.of(partition));
            } else if (held.size(partition) < CROWDED && crowded.remove(partition) && !unwanted.contains(partition)) {
                fetching.resume(Set.of(partition));
            }
        }
    }

    private void resume(Collection<TopicPartition> partitions) {
        unwanted.removeAll(partitions);
        List<TopicPartition> fetchable = new ArrayList<>(partitions);
        fetchable.removeAll(crowded);
        fetching.resume(fetchable);
    }

    /** What is held back of a partition that goes is fetched by whoever gets it, after positions were asked for the last time. */
    private ConsumerRebalanceListener dropping(ConsumerRebalanceListener told) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                told.onPartitionsRevoked(partitions);
                held.drop(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                told.onPartitionsLost(partitions);
                held.drop(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                told.onPartitionsAssigned(partitions);
            }
        };
    }

    private @Nullable Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(fetching, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
