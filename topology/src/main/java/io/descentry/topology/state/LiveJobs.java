package io.descentry.topology.state;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The memories of one task's jobs as live objects, written behind at commit.
 *
 * <p>A record costs no serialization: it changes the object and, if it is the first since the last commit, leaves a
 * marker. {@link LiveJobStores} tells how the marker makes Streams write the object to the changelog inside the same
 * transaction as the alerts and the offsets. Owned by the stream thread of its task.
 */
public final class LiveJobs {
    private static final long UNKNOWN = -1;

    private final JobJudge judge;
    private final Map<Bytes, Slot> slots = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    /** Jobs taken over that were not read since. */
    private final Deque<Bytes> unread = new ArrayDeque<>();

    private @Nullable KeyValueStore<Bytes, byte[]> changelogged;
    private @Nullable KeyValueStore<Bytes, byte[]> markers;

    /** One job: its memory once it was needed, until then the bytes that the changelog gave. */
    private static final class Slot {
        private @Nullable JobMemory memory;
        private byte @Nullable [] stored;
        private boolean dirty;
        private long touchedAtMillis = UNKNOWN;
        /** When it is looked at again although no record came; only the entry with this time counts. */
        private long lookAtMillis = Deadlines.NEVER;
    }

    LiveJobs(JobJudge judge) {
        this.judge = judge;
    }

    /** Connects the stores as the processor sees them; called from its {@code init}. */
    public void connect(KeyValueStore<Bytes, byte[]> changelogged, KeyValueStore<Bytes, byte[]> markers) {
        this.changelogged = changelogged;
        this.markers = markers;
    }

    /** The memory of a job, or null if there is none. */
    public @Nullable JobMemory find(Bytes job) {
        Slot slot = slots.get(job);
        if (slot == null) {
            return null;
        }
        if (slot.memory == null && slot.stored != null) {
            slot.memory = judge.read(idOf(job), slot.stored);
            slot.stored = null;
        }
        return slot.memory;
    }

    /** Notes that the silence of all jobs counts from now on: the task takes over what was restored. */
    public void takeOver(long nowMillis) {
        deadlines.clear();
        unread.clear();
        slots.forEach((job, slot) -> {
            slot.touchedAtMillis = nowMillis;
            slot.lookAtMillis = Deadlines.NEVER;
            unread.add(job);
        });
    }

    /** Notes that a job was heard of, and its memory changed by that. */
    public void heard(Bytes job, JobMemory memory, long nowMillis) {
        Slot slot = changed(job, memory);
        slot.touchedAtMillis = nowMillis;
        expect(job, slot, memory);
    }

    /** Notes that a job was looked at, and that its memory changed by that. */
    public void lookedAt(Bytes job, JobMemory memory) {
        expect(job, changed(job, memory), memory);
    }

    /** The job is to be looked at when its deadline passes without a word of it. */
    private void expect(Bytes job, Slot slot, JobMemory memory) {
        long at = Deadlines.of(memory, slot.touchedAtMillis);
        if (at < slot.lookAtMillis) {
            slot.lookAtMillis = at;
            deadlines.add(at, job);
        }
    }

    /**
     * Jobs whose deadline passed while nothing was heard of them, the first one first. Costs nothing for all others: a job that
     * goes on is looked at once in the time of its deadline, and one that was taken over is read once.
     *
     * @param untilMillis up to when silence is certain
     * @param most so many at once; the others come with the next call
     */
    public List<Bytes> silentUntil(long untilMillis, int most) {
        for (int i = 0; i < most && !unread.isEmpty(); i++) {
            Bytes job = unread.poll();
            Slot slot = slots.get(job);
            if (slot != null) {
                JobMemory memory = slot.memory;
                byte[] stored = slot.stored;
                if (memory == null && stored != null) {
                    memory = judge.read(
                            idOf(job), stored); // not kept: most of those that are over are never asked again
                }
                if (memory != null) {
                    expect(job, slot, memory);
                }
            }
        }
        var silent = new ArrayList<Bytes>();
        for (int looks = 0; looks < most; looks++) {
            Deadlines.Deadline due = deadlines.before(untilMillis);
            if (due == null) {
                break;
            }
            Slot slot = slots.get(due.job());
            if (slot != null && slot.lookAtMillis == due.atMillis()) {
                slot.lookAtMillis = Deadlines.NEVER;
                JobMemory memory = find(due.job());
                if (memory != null && Deadlines.of(memory, slot.touchedAtMillis) <= untilMillis) {
                    silent.add(due.job());
                } else if (memory != null) {
                    expect(due.job(), slot, memory);
                }
            }
        }
        return silent;
    }

    /** The time of a job at a moment: that of its last word, and the silence since. */
    public long timeOf(Bytes job, long nowMillis) {
        Slot slot = slots.get(job);
        return slot == null || slot.memory == null
                ? Long.MIN_VALUE
                : slot.memory.heardAtMillis() + nowMillis - slot.touchedAtMillis;
    }

    /** Notes that the memory of a job changed, so that the next commit writes it. */
    private Slot changed(Bytes job, JobMemory memory) {
        Slot slot = slots.computeIfAbsent(job, absent -> new Slot());
        slot.memory = memory;
        slot.stored = null;
        if (!slot.dirty) {
            slot.dirty = true;
            // A null marker: the cache forgets the entry as soon as it has flushed it.
            connected(markers).put(job, null);
        }
        return slot;
    }

    /** Forgets a job for good, in the changelog too. */
    public void forget(Bytes job) {
        connected(changelogged).put(job, null);
    }

    /** The jobs that no record has changed for a while; a restored job counts from the first time it is asked about. */
    public List<Bytes> untouchedFor(long millis, long nowMillis) {
        var untouched = new ArrayList<Bytes>();
        slots.forEach((job, slot) -> {
            if (slot.touchedAtMillis == UNKNOWN) {
                slot.touchedAtMillis = nowMillis;
            } else if (nowMillis - slot.touchedAtMillis > millis) {
                untouched.add(job);
            }
        });
        return untouched;
    }

    /** Number of jobs in memory. */
    public int size() {
        return slots.size();
    }

    /** The id of a job from its key. */
    public static String idOf(Bytes job) {
        return new String(job.get(), StandardCharsets.UTF_8);
    }

    /** Writes one changed job to the changelog; Streams calls this through the marker store, at commit or on eviction. */
    void flush(Bytes job) {
        Slot slot = slots.get(job);
        if (slot != null
                && slot.dirty
                && slot.memory != null
                && connected(changelogged).isOpen()) {
            slot.dirty = false;
            connected(changelogged).put(job, judge.write(slot.memory));
        }
    }

    /** Takes a job from the changelog; a standby task does so all the time. */
    void restore(Bytes job, byte @Nullable [] stored) {
        if (stored == null) {
            slots.remove(job);
            return;
        }
        var slot = new Slot();
        slot.stored = stored;
        slots.put(job, slot);
    }

    void remove(Bytes job) {
        slots.remove(job);
    }

    /** A job as bytes; null if there is none. */
    byte @Nullable [] bytesOf(Bytes job) {
        Slot slot = slots.get(job);
        if (slot == null) {
            return null;
        }
        return slot.memory == null ? slot.stored : judge.write(slot.memory);
    }

    List<Bytes> jobs() {
        return slots.keySet().stream().sorted().toList();
    }

    private static KeyValueStore<Bytes, byte[]> connected(@Nullable KeyValueStore<Bytes, byte[]> store) {
        if (store == null) {
            throw new IllegalStateException("stores are not connected");
        }
        return store;
    }
}
