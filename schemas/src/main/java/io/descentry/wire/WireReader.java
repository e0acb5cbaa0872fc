package io.descentry.wire;

import java.io.IOException;

/** Reads what was written with one schema. */
public interface WireReader<T> {

    /**
     * The record that begins where {@code in} stands, which is behind it afterwards. Whether it may be kept is for the reader to
     * say.
     *
     * @throws IOException if the bytes end in the middle of it
     * @throws RuntimeException if they are no such record
     */
    T read(WireBytes in) throws IOException;
}
