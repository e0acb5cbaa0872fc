package io.descentry.it.registry;

import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.KafkaEnvironment.Kind;
import io.descentry.it.support.LocalClusterProcess;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Our registry does as Confluent's, without exception. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevelopmentRegistryIT implements RegistryContract {
    private KafkaEnvironment environment = KafkaEnvironment.shared();

    @BeforeAll
    void start() {
        if (environment.kind() != Kind.EMBEDDED) {
            environment = LocalClusterProcess.temporary();
        }
    }

    @AfterAll
    void stop() {
        if (KafkaEnvironment.shared().kind() != Kind.EMBEDDED) {
            environment.close();
        }
    }

    @Override
    public String url() {
        return environment.registryUrl();
    }

    @Override
    public Set<Difference> differences() {
        return EnumSet.noneOf(Difference.class);
    }
}
