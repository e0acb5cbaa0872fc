package io.descentry.it.registry;

import io.descentry.it.support.ApicurioProcess;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Apicurio 2.6.13.Final, a server of other people, agrees with the contract but for what is declared here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApicurioRegistryIT implements RegistryContract {
    private @Nullable ApicurioProcess apicurio;

    @BeforeAll
    void start() {
        Optional<ApicurioProcess> started = ApicurioProcess.start();
        Assumptions.assumeTrue(
                started.isPresent(),
                "no Apicurio server in the build directory: was the build run with -Dapicurio.skip=true?");
        apicurio = started.orElseThrow();
    }

    @AfterAll
    void stop() {
        if (apicurio != null) {
            apicurio.close();
        }
    }

    @Override
    public String url() {
        if (apicurio == null) {
            throw new IllegalStateException("not started");
        }
        return apicurio.registryUrl();
    }

    @Override
    public Set<Difference> differences() {
        return EnumSet.of(
                Difference.DEFAULT_LEVEL,
                Difference.LEVEL_OF_SUBJECT_WITHOUT_ONE,
                Difference.UNKNOWN_LEVEL,
                Difference.VERSION_THAT_IS_NO_NUMBER,
                Difference.RAW_SCHEMA_AND_SUBJECTS_OF_AN_ID,
                Difference.MODE,
                Difference.COMPATIBILITY_WITH_NOTHING,
                Difference.VERBOSE_MESSAGES,
                Difference.STATUS_OF_DELETIONS_OUT_OF_ORDER,
                Difference.WHITE_SPACE);
    }
}
