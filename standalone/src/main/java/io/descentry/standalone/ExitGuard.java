package io.descentry.standalone;

import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Turns Kafka's way of failing at start into an exception. A controller that cannot bind its port ends the whole JVM by
 * itself; while a broker is started, an exit asked for by the starting thread becomes a {@link Prevented}. Faults of
 * other threads, and all faults after the start, keep Kafka's meaning: there is no broker left worth going on with.
 */
final class ExitGuard implements AutoCloseable {

    /** Kafka asked to end the JVM while it was started. */
    static final class Prevented extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Prevented(String message) {
            super(message);
        }
    }

    ExitGuard() {
        Thread starting = Thread.currentThread();
        Exit.setExitProcedure((status, message) -> {
            preventIf(Thread.currentThread() == starting, message);
            Runtime.getRuntime().exit(status);
        });
        Exit.setHaltProcedure((status, message) -> {
            preventIf(Thread.currentThread() == starting, message);
            Runtime.getRuntime().halt(status);
        });
    }

    private static void preventIf(boolean starting, @Nullable String message) {
        if (starting) {
            throw new Prevented(message == null ? "its controller failed, most likely to bind its port" : message);
        }
    }

    @Override
    public void close() {
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
    }
}
