package io.descentry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry behind real TLS. */
class RegistryTlsTest {
    private static final String THEIRS =
            "org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient";

    @TempDir
    static Path folder;

    private static TestKeys keys;
    private StubRegistry stub;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new TestKeys(folder);
        keys.make("here", "localhost");
        keys.make("elsewhere", "registry.example");
        keys.make("client", "client.example");
    }

    @BeforeEach
    void start() throws Exception {
        stub = serve("here", false);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", THEIRS})
    void withItsTrustStoreTheRegistryIsReached(String clientClass) throws Exception {
        Map<String, String> configs = new HashMap<>(trust("here"));
        if (!clientClass.isEmpty()) {
            configs.put("schema.registry.client.class", clientClass);
        }
        assertThat(register(configs)).isPositive();
    }

    @Test
    void withoutItTheRegistryIsNotBelieved() throws Exception {
        assertNotBelieved(Map.of());
    }

    @Test
    void withTheTrustStoreOfAnotherItIsNotBelieved() throws Exception {
        assertNotBelieved(trust("elsewhere"));
    }

    @Test
    void aCertificateForAnotherHostIsNotBelieved() throws Exception {
        stub.close();
        stub = serve("elsewhere", false);
        assertNotBelieved(trust("elsewhere"));
    }

    @Test
    void theCheckOfTheHostCanBeTurnedOffButNotThatOfTheChain() throws Exception {
        stub.close();
        stub = serve("elsewhere", false);
        Map<String, String> anyHost = Map.of("schema.registry.ssl.endpoint.identification.algorithm", "");
        Map<String, String> configs = new HashMap<>(trust("elsewhere"));
        configs.putAll(anyHost);
        assertThat(register(configs)).isPositive();
        configs.putAll(trust("here"));
        assertNotBelieved(configs);
        assertNotBelieved(anyHost);
    }

    @Test
    void aCertificateInAPemFileWillDo() throws Exception {
        assertThat(register(Map.of(
                        "schema.registry.ssl.truststore.location",
                        keys.certificate("here"),
                        "schema.registry.ssl.truststore.type",
                        "PEM")))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", ""})
    void aClientShowsItsOwnKey(String hostCheck) throws Exception {
        stub.close();
        stub = serve("here", true);
        Map<String, String> configs = new HashMap<>(trust("here"));
        configs.put("schema.registry.ssl.endpoint.identification.algorithm", hostCheck);
        assertThatThrownBy(() -> register(configs)).isInstanceOf(SchemaRegistryException.Unavailable.class);
        configs.put("schema.registry.ssl.keystore.location", keys.keyStore("client"));
        configs.put("schema.registry.ssl.keystore.password", TestKeys.PASSWORD);
        configs.put("schema.registry.ssl.keystore.type", "PKCS12");
        configs.put("schema.registry.ssl.key.password", TestKeys.PASSWORD);
        assertThat(register(configs)).isPositive();
    }

    @Test
    void aStoreThatCannotBeOpenedStopsTheStartWithoutShowingThePassword() throws Exception {
        Map<String, String> configs = new HashMap<>(trust("here"));
        configs.put("schema.registry.ssl.truststore.password", "not-the-password");
        assertThatThrownBy(() -> register(configs))
                .isInstanceOf(KafkaException.class)
                .hasMessageNotContaining("not-the-password");
    }

    private void assertNotBelieved(Map<String, String> configs) {
        assertThatThrownBy(() -> register(configs))
                .isInstanceOf(SchemaRegistryException.Unavailable.class)
                .hasCauseInstanceOf(SSLException.class);
        assertThat(stub.requests)
                .allMatch(request -> !request.body().isEmpty())
                .size()
                .isLessThanOrEqualTo(1);
    }

    private int register(Map<String, String> configs) throws SchemaRegistryException {
        Map<String, String> all = new HashMap<>(configs);
        all.put("schema.registry.url", "https://localhost:" + stub.port());
        all.put("max.retries", "0");
        try (SchemaRegistry registry = SchemaRegistries.create(all)) {
            return registry.register(Topic.EVALS.subject(), Schemas.text(Topic.EVALS));
        }
    }

    private static Map<String, String> trust(String name) {
        return Map.of(
                "schema.registry.ssl.truststore.location",
                keys.trustStore(name),
                "schema.registry.ssl.truststore.password",
                TestKeys.PASSWORD,
                "schema.registry.ssl.truststore.type",
                "PKCS12");
    }

    private static StubRegistry serve(String name, boolean clientsNeedKeys) throws Exception {
        SSLContext context = keys.context(name, "client");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(clientsNeedKeys);
                parameters.setSSLParameters(tls);
            }
        });
        return new StubRegistry(server);
    }
}
