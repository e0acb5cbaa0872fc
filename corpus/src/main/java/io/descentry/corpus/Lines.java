package io.descentry.corpus;

import java.io.BufferedInputStream;
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
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
    private long number;

    Lines(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            bytes = new BufferedInputStream(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 14) : raw, 1 << 14);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The next line without its end, or null after the last. */
    byte @Nullable [] next() throws IOException {
        number++;
        line.reset();
        int next = bytes.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = bytes.read()) {
            if (line.size() >= LONGEST) {
                throw new IOException("longer than " + LONGEST + " bytes");
            }
            line.write(next);
        }
        return line.toByteArray();
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
