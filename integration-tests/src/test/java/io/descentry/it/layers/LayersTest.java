package io.descentry.it.layers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dependencies point down, time is an argument, and the broker stays in its module. */
class LayersTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("integration-tests/target"))
            .importPackages("io.descentry");

    /** Generated from the Avro schemas; its constructors and builders are Avro's business. */
    private static final String GENERATED = "io.descentry.avro..";

    @ParameterizedTest
    @EnumSource(Module.class)
    void aModuleKnowsOnlyThoseBelowIt(Module module) {
        assertThat(PRODUCT.that(module.classes())).isNotEmpty();
        noClasses()
                .that(module.classes())
                .should()
                .dependOnClassesThat(module.forbidden())
                .check(PRODUCT);
    }

    @Test
    void detectionIsPureJavaWithoutInputOrOutput() {
        classes()
                .that(Module.DETECTION.classes())
                .should()
                .onlyDependOnClassesThat(Module.DETECTION
                        .classes()
                        .or(resideInAnyPackage(
                                "",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "java.security..",
                                "java.nio.charset..",
                                "java.nio",
                                "com.tdunning.math.stats",
                                "org.jspecify..")))
                .check(PRODUCT);
        noClasses()
                .that(Module.DETECTION.classes())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "java.util.concurrent..", "java.util.zip..")
                .check(PRODUCT);
    }

    @Test
    void theBrokerStaysInStandalone() {
        noClasses()
                .that(not(Module.STANDALONE.classes()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "kafka..",
                        "scala..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.storage..",
                        "org.apache.kafka.raft..",
                        "org.apache.kafka.controller..",
                        "org.apache.kafka.coordinator..",
                        "org.apache.kafka.connect..",
                        "org.postgresql..",
                        "org.flywaydb..",
                        "io.debezium..",
                        "io.zonky..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheOutermostModulesLookAtTheClock() {
        noClasses()
                .that(not(Module.APP.classes())
                        .and(not(Module.STANDALONE.classes()))
                        .and(not(Module.CORPUS.classes()))
                        .and(not(resideInAnyPackage(GENERATED))))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(PRODUCT);
    }

    @Test
    void confluentsOwnCodeIsReachedByNameOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.confluent..", "org.apache.pulsar..")
                .check(PRODUCT);
    }
}
