package io.descentry.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets how much is logged to standard error. */
public final class LogLevels {
    private static final List<String> KAFKA = List.of("org.apache.kafka", "kafka", "state.change.logger");

    private LogLevels() {}

    /**
     * Levels of logback by name: OFF, ERROR, WARN, INFO, DEBUG.
     *
     * @param descentry for our own code
     * @param kafka for Kafka's
     */
    public static void set(String descentry, String kafka) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.descentry").setLevel(Level.toLevel(descentry));
            for (String name : KAFKA) {
                context.getLogger(name).setLevel(Level.toLevel(kafka));
            }
        }
    }
}
