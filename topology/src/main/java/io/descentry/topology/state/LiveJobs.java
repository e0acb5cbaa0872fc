package io.descentry.topology.state;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.topology.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The memories of one task's jobs: as live objects where something is heard of a job, in the base below for all, written behind
 * at commit.
 *
 * <p>A record costs no serialization: it changes the object and, if it is the first since the last commit, leaves a
 * marker. {@link LiveJobStores} tells how the marker makes Streams write the object to base and changelog inside the same
 * transaction as the alerts and the offsets. Owned by the stream thread of its task.
 */
/*
 * A job is live from when it is first asked for until it comes to rest: because nobody asked for it for long, or because more
 * jobs are live than may be and it is the one that nobody asked for the longest. At rest it is bytes in the base. What it was
 * waiting for by the clock stays on the heap, in 200 bytes, until that is over: most jobs at rest wait for nothing.
 */
public final class LiveJobs {
    private static final long UNKNOWN = -1;
    /** For so long after a task was taken over no job is forgotten: its trainer may have been about to go on. */
    private static final long SETTLING_MILLIS = Duration.ofHours(1).toMillis();

    private final JobJudge judge;
    private final TopologySettings settings;
    private final TaskId task;
    private final LivePool pool;
    /** Jobs of all tasks that changed and are not written. */
    private final AtomicInteger changed;
    /** The one that was not asked for the longest comes first. */
    private final LinkedHashMap<Bytes, Slot> live = new LinkedHashMap<>(16, 0.75f, true);
    /** Jobs at rest that are to be looked at. */
    private final Map<Bytes, Slot> awaited = new HashMap<>();

    private final Deadlines deadlines = new Deadlines();

    /** The job that was asked for last: all nodes ask for the job of a record, by the very array that is its key. */
    private byte @Nullable [] lastKey;

    private @Nullable Slot last;

    private boolean judges;
    private long takenOverAtMillis;
    private @Nullable KeyValueStore<Bytes, byte[]> base;
    private @Nullable KeyValueStore<Bytes, byte[]> markers;
    private @Nullable Walk unread;
    private @Nullable Walk sweep;
    private LongSupplier clock = () -> UNKNOWN;

    /** One job. */
    private static final class Slot {
        /** Null while it is at rest. */
        private @Nullable JobMemory memory;

        private boolean dirty;
        /** When it was last heard of, or taken up. */
        private long touchedAtMillis;

        private long usedAtMillis;
        /** The state that is known to wait for its turn to be told, or null. */
        private @Nullable Object untold;
        /** When it is looked at again although no record came; only the entry with this time counts. */
        private long lookAtMillis = Deadlines.NEVER;

        Slot(long nowMillis) {
            touchedAtMillis = nowMillis;
        }
    }

    LiveJobs(JobJudge judge, TopologySettings settings, TaskId task, LivePool pool, AtomicInteger changed) {
        this.judge = judge;
        this.settings = settings;
        this.task = task;
        this.pool = pool;
        this.changed = changed;
    }

    /** Connects the stores as the processor sees them; called from its {@code init}. */
    void connect(KeyValueStore<Bytes, byte[]> base, KeyValueStore<Bytes, byte[]> markers, LongSupplier clock) {
        this.base = base;
        this.markers = markers;
        this.clock = clock;
    }

    TaskId task() {
        return task;
    }

    /** The task begins to judge what the base holds: the silence of all jobs counts from now on. */
    public void takeOver() {
        release();
        judges = true;
        pool.join();
        takenOverAtMillis = clock.getAsLong();
        unread = new Walk(base());
        sweep = new Walk(base());
    }

    /** The task judges no more: what is live and was not written is not true. */
    public void release() {
        if (judges) {
            judges = false;
            pool.leave();
        }
        changed.addAndGet(
                -(int) live.values().stream().filter(slot -> slot.dirty).count());
        pool.give(live.size());
        live.clear();
        last = null;
        lastKey = null;
        awaited.clear();
        deadlines.clear();
        unread = null;
        sweep = null;
    }

    /** The memory of a job, or null if there is none. A job at rest becomes live by that. */
    public @Nullable JobMemory find(Bytes job) {
        Slot known = live(job);
        if (known != null) {
            return known.memory;
        }
        byte[] stored = base().get(job);
        if (stored == null) {
            return null;
        }
        JobMemory memory = judge.read(idOf(job), stored);
        expect(job, wake(job, memory), memory);
        return memory;
    }

    /** Notes that a job was heard of, and its memory changed by that. */
    public void heard(Bytes job, JobMemory memory) {
        Slot slot = mark(job, memory);
        slot.touchedAtMillis = slot.usedAtMillis;
        expect(job, slot, memory);
    }

    /** Notes that the memory of a job changed, though nothing was heard of it or what was heard is noted already. */
    public void changed(Bytes job, JobMemory memory) {
        expect(job, mark(job, memory), memory);
    }

    /** Whether the state of a job already waits for its turn to be told: then nobody has to be asked at each record. */
    public boolean waitsToBeTold(Bytes job, Object status) {
        Slot slot = live(job);
        return slot != null && status.equals(slot.untold);
    }

    /** Notes which state of a job waits for its turn to be told; null if it was told. */
    public void waitToBeTold(Bytes job, @Nullable Object status) {
        Slot slot = live(job);
        if (slot != null) {
            slot.untold = status;
        }
    }

    @SuppressWarnings("ReferenceEquality") // The same array is the same job; another one is merely looked up.
    private @Nullable Slot live(Bytes job) {
        if (last == null || job.get() != lastKey) {
            last = live.get(job);
            lastKey = job.get();
        }
        return last;
    }

    private Slot wake(Bytes job, JobMemory memory) {
        long now = clock.getAsLong();
        Slot slot = awaited.remove(job);
        if (slot == null) {
            slot = new Slot(now);
        }
        slot.memory = memory;
        slot.usedAtMillis = now;
        live.put(job, slot);
        pool.take();
        last = slot;
        lastKey = job.get();
        while (pool.isShort(live.size())) {
            restFirst();
        }
        return slot;
    }

    /** Has the next commit write a job. */
    private Slot mark(Bytes job, JobMemory memory) {
        Slot slot = live(job);
        if (slot == null) {
            slot = wake(job, memory);
        } else {
            slot.memory = memory;
            slot.usedAtMillis = clock.getAsLong();
        }
        if (!slot.dirty) {
            slot.dirty = true;
            changed.incrementAndGet();
            // A null marker: the cache forgets the entry as soon as it has flushed it.
            connected(markers).put(job, null);
        }
        return slot;
    }

    /** The job that nobody asked for the longest leaves the heap; written before, if no commit has done that yet. */
    private void restFirst() {
        Iterator<Map.Entry<Bytes, Slot>> first = live.entrySet().iterator();
        Map.Entry<Bytes, Slot> eldest = first.next();
        Bytes job = eldest.getKey();
        Slot slot = eldest.getValue();
        first.remove();
        pool.give(1);
        write(job, slot);
        gone(slot);
        slot.memory = null;
        if (slot.lookAtMillis != Deadlines.NEVER) {
            awaited.put(job, slot);
        }
    }

    /** Lets jobs rest that nobody asked for in a long time, and what other tasks are short of; at most so many at once. */
    public void rest(int most) {
        long before = clock.getAsLong() - settings.restAfter().toMillis();
        for (int i = 0; i < most && !live.isEmpty(); i++) {
            if (live.values().iterator().next().usedAtMillis > before && !pool.isShort(live.size())) {
                return;
            }
            restFirst();
        }
    }

    /** The job is to be looked at when its deadline passes without a word of it. */
    private void expect(Bytes job, Slot slot, JobMemory memory) {
        long at = Deadlines.of(memory, slot.touchedAtMillis);
        if (at < slot.lookAtMillis) {
            slot.lookAtMillis = at;
            deadlines.add(at, job);
        }
    }

    /** What is done with a job of which nothing was heard. */
    @FunctionalInterface
    public interface Look {
        /**
         * Looks at one.
         *
         * @param timeMillis the time of the job: that of its last word, and the silence since
         */
        void at(Bytes job, JobMemory memory, long timeMillis);
    }

    /**
     * Looks at the jobs whose deadline passed while nothing was heard of them, the first one first. Costs nothing for all others: a
     * job that goes on is looked at once in the time of its deadline, and one that was taken over is read once.
     *
     * @param untilMillis up to when silence is certain
     * @param most so many at once; the others come with the next call
     */
    public void silentUntil(long untilMillis, int most, Look look) {
        if (unread != null) {
            unread.on(most, this::await);
            unread = unread.isOver() ? null : unread;
        }
        for (int looks = 0; looks < most; looks++) {
            Deadlines.Deadline due = deadlines.before(untilMillis);
            if (due == null) {
                return;
            }
            Slot slot = slot(due.job());
            if (slot != null && slot.lookAtMillis == due.atMillis()) {
                JobMemory memory = find(due.job());
                slot.lookAtMillis = Deadlines.NEVER;
                if (memory != null && Deadlines.of(memory, slot.touchedAtMillis) <= untilMillis) {
                    look.at(due.job(), memory, memory.heardAtMillis() + untilMillis - slot.touchedAtMillis);
                } else if (memory != null) {
                    expect(due.job(), slot, memory);
                }
            }
        }
    }

    /** Finds out when a job that was taken over is to be looked at. It stays at rest: most of them are over. */
    private void await(Bytes job, byte[] stored) {
        if (slot(job) == null) {
            var slot = new Slot(takenOverAtMillis);
            expect(job, slot, judge.read(idOf(job), stored));
            if (slot.lookAtMillis != Deadlines.NEVER) {
                awaited.put(job, slot);
            }
        }
    }

    private @Nullable Slot slot(Bytes job) {
        Slot slot = live.get(job);
        return slot == null ? awaited.get(job) : slot;
    }

    /**
     * Jobs at rest that were last heard of so long ago, by the time of their records; each call looks at a few, and all are met
     * in turn.
     */
    public List<Bytes> silentFor(Duration silence, int most) {
        long now = clock.getAsLong();
        var silent = new ArrayList<Bytes>();
        if (sweep == null || now - takenOverAtMillis < SETTLING_MILLIS) {
            return silent;
        }
        long before = now - silence.toMillis();
        sweep.on(most, (job, stored) -> {
            if (!live.containsKey(job) && judge.read(idOf(job), stored).heardAtMillis() <= before) {
                silent.add(job);
            }
        });
        sweep = sweep.isOver() ? new Walk(base()) : sweep;
        return silent;
    }

    /** Forgets a job for good, in the changelog too. */
    public void forget(Bytes job) {
        Slot slot = live.remove(job);
        if (slot != null) {
            pool.give(1);
            gone(slot);
        }
        awaited.remove(job);
        base().put(job, null);
    }

    /** Number of jobs on the heap. */
    public int size() {
        return live.size();
    }

    /** The id of a job from its key. */
    public static String idOf(Bytes job) {
        return new String(job.get(), StandardCharsets.UTF_8);
    }

    /** Writes one changed job; Streams calls this through the marker store, at commit or on eviction. */
    void flush(Bytes job) {
        Slot slot = live.get(job);
        if (slot != null) {
            write(job, slot);
        }
    }

    private void write(Bytes job, Slot slot) {
        if (slot.dirty && slot.memory != null && base().isOpen()) {
            slot.dirty = false;
            changed.decrementAndGet();
            base().put(job, judge.write(slot.memory));
        }
    }

    private void gone(Slot slot) {
        if (slot == last) {
            last = null;
        }
        if (slot.dirty) {
            slot.dirty = false;
            changed.decrementAndGet();
        }
    }

    private KeyValueStore<Bytes, byte[]> base() {
        return connected(base);
    }

    private static KeyValueStore<Bytes, byte[]> connected(@Nullable KeyValueStore<Bytes, byte[]> store) {
        if (store == null) {
            throw new IllegalStateException("stores are not connected");
        }
        return store;
    }
}
