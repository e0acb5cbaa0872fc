package io.descentry.it.sink;

import static org.awaitility.Awaitility.await;

import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.RegistryProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Broker, registry, PostgreSQL and Connect with all our sinks, which the tests of a run share. */
final class SinkStack implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(4);

    final RegistryProcess kafka = new RegistryProcess(LocalClusterProcess.temporary());
    final SchemaRegistry registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()));
    final Database database;
    final ConnectProcess connect;

    private SinkStack(Path connectHome) throws Exception {
        Prepared.on(kafka, registry);
        database = Database.start();
        connect = new ConnectProcess(connectHome, kafka, database);
        connect.start();
        await().atMost(LONG).until(connect::answers);
        connect.submit();
        await().atMost(LONG).until(connect::runs);
    }

    @Override
    public void close() throws java.io.IOException {
        connect.close();
        database.close();
        registry.close();
        kafka.close();
    }

    /** Hands the stack to tests that ask for it; started for the first, closed after the last. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SinkStack.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Path home = Path.of(System.getProperty("descentry.test.connect", "../deploy/connect/target/connect"));
            Assumptions.assumeTrue(ConnectProcess.isThere(home), "the build was told to leave Connect out");
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(SinkStack.class, type -> started(home), SinkStack.class);
        }

        private static SinkStack started(Path home) {
            try {
                return new SinkStack(home);
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
