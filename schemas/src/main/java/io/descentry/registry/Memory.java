package io.descentry.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers used last, up to a number of them. Thread-safe. */
final class Memory<K, V> {
    private final Map<K, V> answers;

    Memory(int most) {
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable V get(K key) {
        return answers.get(key);
    }

    synchronized void put(K key, V answer) {
        answers.put(key, answer);
    }

    synchronized void forget(K key) {
        answers.remove(key);
    }
}
