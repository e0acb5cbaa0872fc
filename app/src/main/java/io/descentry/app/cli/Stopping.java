package io.descentry.app.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what runs when the process is told to end (SIGTERM, SIGINT), before the JVM goes. */
public final class Stopping {
    private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

    private static volatile boolean begun;

    private Stopping() {}

    /** Closes {@code running}, which must bear a second close, when the process ends for whatever reason. */
    public static void closeAtEnd(AutoCloseable running) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "descentry-stop"));
    }

    /** Waits for the signal. Does not return otherwise. */
    public static void awaitSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Whether the process is ending: what fails from now on fails because of that. */
    static boolean hasBegun() {
        return begun;
    }

    private static void close(AutoCloseable running) {
        begun = true;
        try {
            running.close();
        } catch (Exception e) {
            LOG.error("Not stopped cleanly: {}", e.getMessage(), e);
        }
    }
}
