package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** The memory of a detector that needs none beside what the run's context remembers. */
public enum NoMemory implements Memory {
    INSTANCE;

    @Override
    public void sync(MemoryIo io) {}
}
