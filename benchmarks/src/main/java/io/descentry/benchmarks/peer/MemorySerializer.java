package io.descentry.benchmarks.peer;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How Flink writes a job's memory into a checkpoint, and copies one that changes while a checkpoint is written. */
public final class MemorySerializer extends TypeSerializerSingleton<JobMemory> {
    private static final long serialVersionUID = 1L;
    private static final JobJudge JUDGE = new JobJudge();

    /** Names the serializer in a checkpoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<JobMemory> {
        public Snapshot() {
            super(MemorySerializer::new);
        }
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public JobMemory createInstance() {
        return JUDGE.remember("");
    }

    @Override
    public JobMemory copy(JobMemory from) {
        return JUDGE.read(from.facts().jobId(), JUDGE.write(from));
    }

    @Override
    public JobMemory copy(JobMemory from, JobMemory reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(JobMemory memory, DataOutputView target) throws IOException {
        byte[] bytes = JUDGE.write(memory);
        target.writeUTF(memory.facts().jobId());
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public JobMemory deserialize(DataInputView source) throws IOException {
        String job = source.readUTF();
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return JUDGE.read(job, bytes);
    }

    @Override
    public JobMemory deserialize(JobMemory reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeUTF(source.readUTF());
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public TypeSerializerSnapshot<JobMemory> snapshotConfiguration() {
        return new Snapshot();
    }
}
