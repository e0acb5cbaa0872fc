package io.descentry.topology;

/** A batch of steps as it was read, before anybody knows whether it is sound. The same object is used for the next batch. */
public interface ReadBatch {
    /** Steps that a batch may have: more than the ranks of a host, or than anybody can wait for. */
    int MOST = 1_000;

    /** Whether a job's id is that of the batch. */
    boolean isOf(byte[] job);

    /** How many steps there are, which may be more than {@link #MOST}. */
    int size();

    /**
     * One of the steps. All steps are the same object: it is that step until another is asked for.
     *
     * @param index 0 to the lesser of {@link #size} and {@link #MOST}, exclusive
     */
    ReadStep step(int index);
}
