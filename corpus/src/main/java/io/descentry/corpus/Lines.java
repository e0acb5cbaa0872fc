package io.descentry.corpus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file, plain or gzip, none longer than {@value #LONGEST} bytes. */
final class Lines implements Closeable {
    private static final int LONGEST = 16 << 20;

    private final InputStream bytes;
    private final byte[] buffer = new byte[1 << 15];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
    private int at;
    private int end;
    private long number;

    Lines(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            bytes = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 14) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The next line without its end, or null after the last. */
    byte @Nullable [] next() throws IOException {
        number++;
        line.reset();
        while (fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            if (line.size() + stop - at > LONGEST) {
                throw new IOException("longer than " + LONGEST + " bytes");
            }
            line.write(buffer, at, stop - at);
            at = stop + 1;
            if (stop < end) {
                return line.toByteArray();
            }
        }
        return line.size() == 0 ? null : line.toByteArray();
    }

    /** Whether there is anything left. */
    private boolean fill() throws IOException {
        while (at >= end) {
            at = 0;
            end = bytes.read(buffer);
            if (end < 0) {
                end = 0;
                return false;
            }
        }
        return true;
    }

    /** Number of the line last returned, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
