package io.descentry.it.registry;

import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.KafkaEnvironment.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The contract is Confluent's: where Docker runs, its own image is held to it. */
class ConfluentRegistryIT implements RegistryContract {

    @BeforeAll
    static void onlyWithDocker() {
        Assumptions.assumeTrue(
                KafkaEnvironment.shared().kind() == Kind.TESTCONTAINERS,
                "Confluent's registry is an image, and no Docker runs here");
    }

    @Override
    public String url() {
        return KafkaEnvironment.shared().registryUrl();
    }

    @Override
    public Set<Difference> differences() {
        return EnumSet.noneOf(Difference.class);
    }
}
