package io.descentry.app.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what runs when the process is told to end (SIGTERM, SIGINT), before the JVM goes. */
public final class Stopping {
    private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

    private Stopping() {}

    /** Waits for the signal and closes. Does not return otherwise. */
    public static void untilSignal(AutoCloseable running) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "descentry-stop"));
        new CountDownLatch(1).await();
    }

    private static void close(AutoCloseable running) {
        LOG.info("Stopping");
        try {
            running.close();
            LOG.info("Stopped");
        } catch (Exception e) {
            LOG.error("Not stopped cleanly: {}", e.getMessage(), e);
        }
    }
}
