package io.descentry.topology.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Rows of groups in one store: a key is the length of the group's name in two bytes, the name, and the name of the row. */
public final class GroupRows {
    private final KeyValueStore<Bytes, byte[]> store;
    private Walk walk;

    public GroupRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.walk = new Walk(store);
    }

    /** Stores a row, or removes it where there are no bytes. */
    public void put(String group, String row, byte @Nullable [] bytes) {
        store.put(key(group, row), bytes);
    }

    /** The rows of a group by name. */
    public Map<String, byte[]> of(String group) {
        Map<String, byte[]> rows = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(key(group, ""), new BytesSerializer())) {
            all.forEachRemaining(entry -> {
                ByteBuffer key = ByteBuffer.wrap(entry.key.get());
                text(key, Short.toUnsignedInt(key.getShort()));
                rows.put(text(key, key.remaining()), entry.value);
            });
        }
        return rows;
    }

    /** Groups that have rows, met in turn; each call goes on by at most so many rows, and begins again after the last. */
    public Set<String> next(int most) {
        Set<String> groups = new LinkedHashSet<>();
        walk.on(most, (bytes, value) -> {
            ByteBuffer key = ByteBuffer.wrap(bytes.get());
            groups.add(text(key, Short.toUnsignedInt(key.getShort())));
        });
        walk = walk.isOver() ? new Walk(store) : walk;
        return groups;
    }

    private static Bytes key(String group, String row) {
        byte[] groupName = group.getBytes(StandardCharsets.UTF_8);
        byte[] rowName = row.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(Short.BYTES + groupName.length + rowName.length);
        key.putShort((short) groupName.length).put(groupName).put(rowName);
        return Bytes.wrap(key.array());
    }

    private static String text(ByteBuffer key, int length) {
        byte[] text = new byte[length];
        key.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
