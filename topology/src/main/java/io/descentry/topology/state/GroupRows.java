package io.descentry.topology.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Rows of groups in one store: a key is the length of the group's name in two bytes, the name, and the name of the row. */
public final class GroupRows {
    private final KeyValueStore<Bytes, byte[]> store;

    public GroupRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Stores a row, or removes it where there are no bytes. */
    public void put(String group, String row, byte @Nullable [] bytes) {
        byte[] groupName = group.getBytes(StandardCharsets.UTF_8);
        byte[] rowName = row.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(Short.BYTES + groupName.length + rowName.length);
        key.putShort((short) groupName.length).put(groupName).put(rowName);
        store.put(Bytes.wrap(key.array()), bytes);
    }

    /** All rows by group and name. */
    public Map<String, Map<String, byte[]>> byGroup() {
        Map<String, Map<String, byte[]>> groups = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                ByteBuffer key = ByteBuffer.wrap(entry.key.get());
                String group = text(key, Short.toUnsignedInt(key.getShort()));
                groups.computeIfAbsent(group, absent -> new HashMap<>()).put(text(key, key.remaining()), entry.value);
            });
        }
        return groups;
    }

    private static String text(ByteBuffer key, int length) {
        byte[] text = new byte[length];
        key.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
