package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** Remembers that a detector fired, so that it takes more to end an illness than it took to call it one. */
public final class Hold implements Memory {
    private boolean open;

    boolean isOpen() {
        return open;
    }

    /** Forgets that it fired. */
    void release() {
        open = false;
    }

    /** Keeps the answer and hands it on. */
    Judgement after(Judgement judgement) {
        if (!(judgement instanceof Judgement.Abstaining)) {
            open = judgement instanceof Judgement.Firing;
        }
        return judgement;
    }

    @Override
    public void sync(MemoryIo io) {
        open = io.bool(open);
    }
}
