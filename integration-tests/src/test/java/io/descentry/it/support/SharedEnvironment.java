package io.descentry.it.support;

import io.descentry.it.support.KafkaEnvironment.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Keeps the environment of a test run; JUnit finds it as a service and tells it when the run is over. */
public final class SharedEnvironment implements LauncherSessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEnvironment.class);
    private static final String PROPERTY = "descentry.test.environment";

    private static @Nullable KafkaEnvironment running;

    /** The environment, started if it is not. */
    static synchronized KafkaEnvironment get() {
        KafkaEnvironment environment = running;
        if (environment == null) {
            environment = start(kind());
            running = environment;
        }
        return environment;
    }

    private static KafkaEnvironment start(Kind kind) {
        KafkaEnvironment environment = switch (kind) {
            case EMBEDDED -> LocalClusterProcess.temporary();
            case TESTCONTAINERS -> new ContainerEnvironment();
        };
        LOG.info(
                "integration tests run on {}: broker {}, registry {}",
                kind,
                environment.bootstrapServers(),
                environment.registryUrl());
        return environment;
    }

    private static Kind kind() {
        String wanted = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "embedded" -> Kind.EMBEDDED;
            case "testcontainers" -> Kind.TESTCONTAINERS;
            case "auto" -> DockerClientFactory.instance().isDockerAvailable() ? Kind.TESTCONTAINERS : Kind.EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " must be embedded, testcontainers or auto, not " + wanted);
        };
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        close();
    }

    private static synchronized void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
