package io.descentry.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.descentry.detect.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String ENOUGH = """
            kafka.bootstrap.servers=broker:9092
            schema.registry.url=http://registry:8081
            """;

    @TempDir
    Path directory;

    @Test
    void twoSettingsAreEnoughAndTheRestHasDefaults() throws Exception {
        Settings settings = load(ENOUGH, Map.of());
        assertThat(settings.bootstrapServers()).isEqualTo("broker:9092");
        assertThat(settings.applicationId()).isEqualTo("descentry");
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.backoff().initialInterval()).isEqualTo(1_000);
        assertThat(settings.backoff().backoff(2)).isBetween(3_200L, 4_800L);
        assertThat(settings.backoff().backoff(100)).isBetween(24_000L, 30_000L);
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.failuresMax()).isEqualTo(10);
        assertThat(settings.failureWindow()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.logLevel()).isEqualTo("INFO");
        assertThat(settings.kafkaLogLevel()).isEqualTo("WARN");
        assertThat(settings.kafkaMeters()).contains("kafka.consumer.fetch.manager.records.lag.max");
        assertThat(settings.kafka())
                .containsOnly(Map.entry("bootstrap.servers", "broker:9092"), Map.entry("application.id", "descentry"));
        assertThat(settings.registry()).containsOnly(Map.entry("schema.registry.url", "http://registry:8081"));
        assertThat(settings.remarks()).isEmpty();
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Settings settings = load(
                ENOUGH + "server.port=1000\n",
                Map.of("DESCENTRY_SERVER_PORT", "2000", "DESCENTRY_KAFKA_NUM_STREAM_THREADS", "4", "OTHER", "x"));
        assertThat(settings.port()).isEqualTo(2000);
        assertThat(settings.kafka()).containsEntry("num.stream.threads", "4");
    }

    @Test
    void theEnvironmentAloneIsEnough() throws Exception {
        Settings settings = Settings.load(
                Optional.empty(),
                Map.of("DESCENTRY_KAFKA_BOOTSTRAP_SERVERS", "b:1", "DESCENTRY_SCHEMA_REGISTRY_URL", "http://r:1"));
        assertThat(settings.bootstrapServers()).isEqualTo("b:1");
    }

    @Test
    void serviceLinksOfKubernetesAreNoSettings() throws Exception {
        Map<String, String> links = Map.of(
                "DESCENTRY_SERVICE_HOST", "10.0.0.1",
                "DESCENTRY_SERVICE_PORT", "80",
                "DESCENTRY_SERVICE_PORT_HTTP", "80",
                "DESCENTRY_PORT", "tcp://10.0.0.1:80",
                "DESCENTRY_PORT_80_TCP_ADDR", "10.0.0.1",
                "DESCENTRY_SERVER_PORT", "tcp://10.0.0.2:80");
        assertThat(load(ENOUGH, links).port()).isEqualTo(8080);
    }

    @Test
    void allProblemsComeInOneMessage() {
        SettingsException refused = refused("""
                server.prot=80
                server.port=99999
                close.timeout.ms=soon
                kafka.num.stream.threads=many
                kafka.consumer.max.poll.records=-3
                kafka.security.protocol=SASL_PLAIN
                log.level=LOUD
                basic.auth.user.info=${env:NOT_THERE}
                config.providers=env,vault
                """);
        assertThat(refused.problems()).hasSize(11);
        assertThat(refused)
                .hasMessageStartingWith("The settings have 11 problems:\n  - ")
                .hasMessageContaining("server.prot (" + file() + ") is not a setting; did you mean server.port?")
                .hasMessageContaining(
                        "server.port (" + file() + "): Invalid value 99999: Value must be no more than 65535")
                .hasMessageContaining("close.timeout.ms (" + file() + "): Invalid value soon: Not a number")
                .hasMessageContaining("\n  - kafka.num.stream.threads (")
                .hasMessageContaining("\n  - kafka.consumer.max.poll.records (")
                .hasMessageContaining("\n  - kafka.security.protocol (")
                .hasMessageContaining("\n  - log.level (")
                .hasMessageContaining("basic.auth.user.info refers to ${env:NOT_THERE}, which is not set")
                .hasMessageContaining("kafka.bootstrap.servers is required and not set")
                .hasMessageContaining("schema.registry.url is required and not set")
                .hasMessageContaining("config.providers");
    }

    @Test
    void aTransactionMustNotTimeOutBeforeItsCommit() throws Exception {
        String seldom = ENOUGH + "kafka.commit.interval.ms=30000\n";
        assertThat(refused(seldom).problems())
                .singleElement()
                .asString()
                .containsIgnoringCase("transaction timeout 15000")
                .contains("commit interval 30000");
        assertThat(load(seldom + "kafka.producer.transaction.timeout.ms=60000\n", Map.of()))
                .isNotNull();
    }

    @Test
    void aMissingFileIsSaidInOneSentence() {
        assertThatThrownBy(() -> Settings.load(Optional.of(directory.resolve("none")), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("There is no file " + directory.resolve("none"));
    }

    @Test
    void secretsComeByReferenceFromEnvironmentFileAndDirectory() throws Exception {
        Files.writeString(directory.resolve("secrets.properties"), "user=ann:s3cret\n");
        Files.writeString(directory.resolve("truststore"), "tr4st");
        Settings settings = load(ENOUGH + """
                        kafka.sasl.jaas.config=module required password="${env:KAFKA_PASSWORD}";
                        basic.auth.user.info=${file:%1$s/secrets.properties:user}
                        kafka.ssl.truststore.password=${directory:%1$s:truststore}
                        """.formatted(directory), Map.of("KAFKA_PASSWORD", "k4fka"));
        assertThat(settings.kafka())
                .containsEntry("sasl.jaas.config", "module required password=\"k4fka\";")
                .containsEntry("ssl.truststore.password", "tr4st");
        assertThat(settings.registry()).containsEntry("basic.auth.user.info", "ann:s3cret");
        assertThat(settings.effective())
                .contains("basic.auth.user.info=${file:" + directory + "/secrets.properties:user}")
                .contains("kafka.sasl.jaas.config=****")
                .doesNotContain("k4fka", "s3cret", "tr4st");
    }

    @Test
    void aProviderThatIsNotAllowedIsNotAsked() {
        assertThat(refused(ENOUGH + "config.providers=file\nkafka.ssl.key.password=${env:HOME}\n"))
                .hasMessageContaining("asks a provider that is not allowed; config.providers allows file");
        assertThat(refused(ENOUGH + "config.providers.env.class=evil.Provider\n"))
                .hasMessageContaining("config.providers.env.class")
                .hasMessageContaining("is not a setting");
    }

    @Test
    void secretsAreMaskedWhereverSettingsAreShown() throws Exception {
        Settings settings = load("""
                kafka.bootstrap.servers=broker:9092
                schema.registry.url=http://ann:s3cret@registry:8081
                basic.auth.user.info=ann:s3cret
                kafka.ssl.keystore.password=s3cret
                kafka.main.consumer.sasl.jaas.config=s3cret
                kafka.my.plugin.setting=s3cret
                """, Map.of());
        assertThat(settings.toString())
                .isEqualTo(settings.effective())
                .doesNotContain("s3cret")
                .contains("schema.registry.url=http://****@registry:8081")
                .contains("kafka.my.plugin.setting=****")
                .contains("kafka.bootstrap.servers=broker:9092  # " + file())
                .contains("server.port=8080\n");
    }

    @Test
    void messagesQuoteNoSecret() {
        assertThat(refused(ENOUGH
                        + "basic.auth.user.info=ann:s3cret\nserver.port=ann:s3cret\nbasic.auth.userinfo=ann:s3cret"))
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void whatKafkaDoesNotKnowIsPassedOnWithARemark() throws Exception {
        Settings settings = load(ENOUGH + "kafka.num.stream.thread=4\n", Map.of());
        assertThat(settings.kafka()).containsEntry("num.stream.thread", "4");
        assertThat(settings.remarks())
                .isEqualTo(List.of("kafka.num.stream.thread is no setting of Kafka; it is passed on all the same"
                        + " (kafka.num.stream.threads?)"));
    }

    @Test
    void whatOnlySettingsTogetherShowIsAProblemToo() {
        assertThat(refused(ENOUGH + "basic.auth.credentials.source=USER_INFO\n"))
                .hasMessageContaining("Schema Registry: ");
        assertThat(refused(ENOUGH + "kafka.producer.max.in.flight.requests.per.connection=7\n"))
                .hasMessageContaining("Kafka Streams: ");
        assertThat(refused(ENOUGH + "schema.registry.ssl.truststore.location=/nowhere\n"))
                .hasMessageContaining("/nowhere");
    }

    @Test
    void whatThePromisesRestOnCannotBeChanged() {
        assertThat(refused(ENOUGH + "kafka.processing.guarantee=at_least_once\n"))
                .hasMessageContaining("kafka.processing.guarantee is not to be changed");
    }

    @Test
    void settingsOfConfluentsClientAreKnownOnceItIsChosen() {
        String theirs = "schema.registry.oauth.scope=x\n";
        assertThat(refused(ENOUGH + theirs))
                .hasMessageContaining("schema.registry.oauth.scope")
                .hasMessageContaining("is not a setting");
        assertThat(refused(ENOUGH + theirs + "schema.registry.client.class=com.example.Missing\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("com.example.Missing");
    }

    @Test
    void aProgramGivesSettingsWithoutFile() throws Exception {
        Map<String, String> values = new HashMap<>();
        values.put("kafka.bootstrap.servers", "127.0.0.1:9");
        values.put("schema.registry.url", "http://127.0.0.1:8");
        values.put("server.port", "0");
        assertThat(Settings.of(values).port()).isZero();
    }

    @Test
    void detectorsAreSetLikeEverythingElse() throws Exception {
        Settings settings = load(
                ENOUGH + "detector.loss_spike.sigmas=7\ndetector.loss_spike.lone-ratio=5\n",
                Map.of(
                        "DESCENTRY_DETECTOR_LOSS_SPIKE_LONE_RATIO", "6",
                        "DESCENTRY_DETECTOR_PLATEAU_MID_ENABLED", "false"));
        assertThat(settings.detectors().of(Kind.LOSS_SPIKE).settings())
                .containsOnly(Map.entry("sigmas", "7"), Map.entry("lone-ratio", "6"));
        assertThat(settings.detectors().of(Kind.PLATEAU_MID).enabled()).isFalse();
        assertThat(settings.effective())
                .contains(
                        "detector.loss_spike.sigmas=7  # " + file(),
                        "detector.loss_spike.lone-ratio=6  # DESCENTRY_DETECTOR_LOSS_SPIKE_LONE_RATIO");
    }

    @Test
    void whatDetectorsDoNotAcceptIsToldWithTheOtherProblems() {
        SettingsException refused = refused(ENOUGH + """
                detector.loss_spike.sigma=7
                detector.loss_spike.sigmas=many
                detector.loss_spike.warm-up=128
                detector.loss_spike.window=64
                detector.plateau_mid.enabled=perhaps
                server.port=-1
                """);
        assertThat(refused.problems()).hasSize(5);
        assertThat(refused)
                .hasMessageContaining("detector.loss_spike.sigma (" + file()
                        + ") is not a setting; did you mean detector.loss_spike.sigmas?")
                .hasMessageContaining("detector.loss_spike.sigmas (" + file() + "): Invalid value many: is no number")
                .hasMessageContaining("warm-up is 128.0, must be 16.0 to 64.0")
                .hasMessageContaining("detector.plateau_mid.enabled (" + file() + "): Invalid value perhaps");
    }

    @Test
    void aFileOfDetectorSettingsHoldsNothingElse() throws Exception {
        Files.writeString(file(), "loss_spike.sigmas=7\ndetector.plateau_mid.enabled=false\n");
        assertThat(Settings.detectors(file()))
                .containsOnly(Map.entry("loss_spike.sigmas", "7"), Map.entry("plateau_mid.enabled", "false"));

        Files.writeString(file(), "loss_spike.sigmas=0\nserver.port=1\nloss_spike.rato=3\n");
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> Settings.detectors(file()));
        assertThat(refused.problems()).hasSize(3);
        assertThat(refused).hasMessageContaining("did you mean detector.loss_spike.ratio?");
    }

    private SettingsException refused(String text) {
        return catchThrowableOfType(SettingsException.class, () -> load(text, Map.of()));
    }

    private Settings load(String text, Map<String, String> environment) throws IOException, SettingsException {
        Files.writeString(file(), text);
        return Settings.load(Optional.of(file()), environment);
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenStopsTheStart() throws Exception {
        Path file = Files.createFile(directory.resolve("no-directory"));
        Settings settings = load(ENOUGH + "kafka.state.dir=" + file + "\n", Map.of());
        assertThat(catchThrowableOfType(SettingsException.class, settings::prepareStateDirectory)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("kafka.state.dir (" + file + ") must be a directory that can be written");

        Path fresh = directory.resolve("a").resolve("b");
        load(ENOUGH + "kafka.state.dir=" + fresh + "\n", Map.of()).prepareStateDirectory();
        assertThat(fresh).isEmptyDirectory();
    }

    @Test
    void aJobCannotBeForgottenBeforeItRests() {
        assertThat(refused(ENOUGH + "jobs.forget.after.ms=1000\n").problems())
                .containsExactly("jobs.rest.after.ms must not be above jobs.forget.after.ms");
    }

    private Path file() {
        return directory.resolve("descentry.properties");
    }
}
