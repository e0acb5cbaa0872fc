package io.descentry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrySettingsTest {
    private static final Map<String, String> URL = Map.of("schema.registry.url", "http://a:8081");

    @Test
    void anAddressIsEnough() {
        RegistrySettings settings = RegistrySettings.from(URL);
        assertThat(settings.urls()).containsExactly(URI.create("http://a:8081"));
        assertThat(settings.authorization()).singleElement().matches(secret -> secret.isEmpty());
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxRetries()).isEqualTo(3);
        assertThat(settings.retryWait()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.maxRetryWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.missingIdTtl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.hasTls()).isFalse();
    }

    @Test
    void everySettingArrives() {
        Map<String, Object> all = new HashMap<>();
        all.put("schema.registry.url", "https://a:1/path/, https://b:2");
        all.put("basic.auth.credentials.source", "USER_INFO");
        all.put("basic.auth.user.info", "anna:secret");
        all.put("http.connect.timeout.ms", 11);
        all.put("http.read.timeout.ms", "12");
        all.put("max.retries", "13");
        all.put("retries.wait.ms", "14");
        all.put("retries.max.wait.ms", "15");
        all.put("missing.id.cache.ttl.sec", "16");
        all.put("schema.registry.ssl.truststore.location", "/t");
        all.put("schema.registry.ssl.truststore.password", new Password("hidden"));
        all.put("bootstrap.servers", "none of the registry's affairs");
        RegistrySettings settings = RegistrySettings.from(all);
        assertThat(settings.urls()).containsExactly(URI.create("https://a:1/path"), URI.create("https://b:2"));
        assertThat(settings.authorization()).hasSize(2).allMatch(secret -> secret.isPresent());
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(11));
        assertThat(settings.readTimeout()).isEqualTo(Duration.ofMillis(12));
        assertThat(settings.maxRetries()).isEqualTo(13);
        assertThat(settings.retryWait()).isEqualTo(Duration.ofMillis(14));
        assertThat(settings.maxRetryWait()).isEqualTo(Duration.ofMillis(15));
        assertThat(settings.missingIdTtl()).isEqualTo(Duration.ofSeconds(16));
        assertThat(settings.tls())
                .containsEntry("ssl.truststore.location", "/t")
                .containsEntry("ssl.truststore.password", new Password("hidden"));
        assertThat(settings.hasTls()).isTrue();
    }

    @Test
    void namesMayCarryThePrefixAsInConfluentsConverters() {
        Map<String, String> prefixed =
                Map.of("schema.registry.url", "http://a", "schema.registry.bearer.auth.token", "t0ken");
        assertThat(RegistrySettings.from(prefixed).authorization())
                .containsExactly(Optional.of(new Password("Bearer t0ken")));
    }

    @Test
    void everyAddressKeepsItsOwnCredentials() {
        RegistrySettings settings =
                RegistrySettings.from(Map.of("schema.registry.url", "http://anna:x%40y@a:1,http://b:2"));
        assertThat(settings.urls()).isEqualTo(List.of(URI.create("http://a:1"), URI.create("http://b:2")));
        assertThat(settings.authorization().get(0)).contains(new Password(SchemaRegistryContract.basic("anna:x@y")));
        assertThat(settings.authorization().get(1)).isEmpty();
    }

    @Test
    void secretsAreNeverPrinted() {
        Map<String, String> all = Map.of(
                "schema.registry.url", "http://anna:secret1@a:1",
                "bearer.auth.token", "secret2",
                "schema.registry.ssl.truststore.password", "secret3",
                "schema.registry.ssl.keystore.password", "secret4",
                "schema.registry.ssl.key.password", "secret5");
        assertThat(RegistrySettings.from(all).toString()).doesNotContain("secret", "anna");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no address                | max.retries=1                                    | schema.registry.url
            an address of nothing     | schema.registry.url=                             | schema.registry.url
            an address that is none   | schema.registry.url=http://a:1,secret@@here      | address 2 is no http or https URL
            another protocol          | schema.registry.url=ftp://secret:secret@a        | address 1 is no http or https URL
            credentials twice         | schema.registry.url=http://a;basic.auth.credentials.source=USER_INFO;basic.auth.user.info=u:secret;bearer.auth.token=secret | not both
            credentials nowhere       | schema.registry.url=http://a;basic.auth.credentials.source=USER_INFO | needs basic.auth.user.info
            a source we do not know   | schema.registry.url=http://a;basic.auth.credentials.source=SASL_INHERIT | schema.registry.client.class
            a time below zero         | schema.registry.url=http://a;http.read.timeout.ms=-1 | http.read.timeout.ms
            """)
    void badSettingsAreRefusedByNameWithoutSecrets(String story, String settings, String reason) {
        assertThatThrownBy(() -> RegistrySettings.from(map(settings)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> RegistrySettings.from(map("max.retries=many;http.read.timeout.ms=0")))
                .hasMessageContaining("schema.registry.url")
                .hasMessageContaining("max.retries")
                .hasMessageContaining("http.read.timeout.ms");
    }

    @Test
    void everySettingIsDocumentedAndPasswordsAreOfTheirType() {
        ConfigDef definition = SchemaRegistries.definition();
        assertThat(definition.configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank())
                .filteredOn(key ->
                        key.name.endsWith("password") || key.name.endsWith("token") || key.name.endsWith("user.info"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(key -> assertThat(key.type).isEqualTo(ConfigDef.Type.PASSWORD));
    }

    private static Map<String, String> map(String settings) {
        Map<String, String> map = new HashMap<>();
        for (String setting : settings.split(";", -1)) {
            int at = setting.indexOf('=');
            map.put(setting.substring(0, at), setting.substring(at + 1));
        }
        return map;
    }
}
