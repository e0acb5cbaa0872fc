package io.descentry.memory;

/** What a judge remembers between readings; small, flat, and able to go through a changelog. */
public interface Memory {
    /** Writes or reads all fields, always in the same order. */
    void sync(MemoryIo io);
}
