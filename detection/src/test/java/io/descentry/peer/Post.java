package io.descentry.peer;

import io.descentry.alert.AlertChange;
import io.descentry.reading.PeerNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a group under test said, and what it kept. */
final class Post implements PeerGroup.Out {
    private final List<PeerNote> notes = new ArrayList<>();
    final Map<String, byte[]> rows = new TreeMap<>();

    @Override
    public void note(PeerNote note) {
        notes.add(note);
    }

    @Override
    public void change(AlertChange change) {
        throw new AssertionError(change);
    }

    @Override
    public void keep(String row, byte @Nullable [] bytes) {
        if (bytes == null) {
            rows.remove(row);
        } else {
            rows.put(row, bytes);
        }
    }

    /** What was said since this was asked last. */
    List<PeerNote> fetch() {
        List<PeerNote> fetched = List.copyOf(notes);
        notes.clear();
        return fetched;
    }

    /** Bytes of all rows. */
    int bytes() {
        return rows.values().stream().mapToInt(bytes -> bytes.length).sum();
    }
}
