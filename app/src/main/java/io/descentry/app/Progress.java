package io.descentry.app;

/** How far long work has got. Calls are cheap: tell it about every item. For one thread. */
public interface Progress extends AutoCloseable {

    /** Progress that nobody watches. */
    Progress NONE = new Progress() {
        @Override
        public void advance(long done, long total, String what) {}

        @Override
        public void pause() {}

        @Override
        public void close() {}
    };

    /**
     * Tells how far the work has got.
     *
     * @param done finished items; 0 to {@code total}
     * @param total all items; 0 if unknown
     * @param what what is being done, in a few words
     */
    void advance(long done, long total, String what);

    /** Leaves the terminal to other output; the next {@link #advance} shows the progress again. */
    void pause();

    /** The work is over, in success or failure; leaves nothing on the terminal. */
    @Override
    void close();
}
