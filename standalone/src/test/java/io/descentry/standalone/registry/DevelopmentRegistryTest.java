package io.descentry.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.standalone.EmbeddedBroker;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry's contract does not see: its topic, its rivals, hostile requests. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DevelopmentRegistryTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static DevelopmentRegistry registry;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(directory, LocalClusterSettings.temporary());
        registry = open();
    }

    @AfterAll
    static void stop() throws IOException {
        registry.close();
        broker.close();
    }

    private static DevelopmentRegistry open() throws IOException {
        return DevelopmentRegistry.start(
                broker.bootstrapServers(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    @Order(1)
    void theTopicIsLaidOutAsConfluentsIs() throws Exception {
        post("/subjects/base/versions", schema("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}"));
        String referring = "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"F\\\"}\","
                + "\"references\":[{\"name\":\"F\",\"subject\":\"base\",\"version\":1}]}";
        post("/subjects/user/versions", referring);
        put("/config/base", "{\"compatibility\":\"FULL\"}");
        put("/config", "{\"compatibility\":\"BACKWARD\"}");
        delete("/subjects/user");
        delete("/subjects/user?permanent=true");
        delete("/subjects/base/versions/1");

        assertThat(topic()).containsExactly("""
                        {"keytype":"SCHEMA","subject":"base","version":1,"magic":1} \
                        {"subject":"base","version":1,"id":1,\
                        "schema":"{\\"type\\":\\"fixed\\",\\"name\\":\\"F\\",\\"size\\":2}","deleted":false}""", """
                        {"keytype":"SCHEMA","subject":"user","version":1,"magic":1} \
                        {"subject":"user","version":1,"id":2,\
                        "references":[{"name":"F","subject":"base","version":1}],\
                        "schema":"{\\"type\\":\\"array\\",\\"items\\":\\"F\\"}","deleted":false}""", """
                        {"keytype":"CONFIG","subject":"base","magic":0} {"compatibilityLevel":"FULL"}""", """
                        {"keytype":"CONFIG","subject":null,"magic":0} {"compatibilityLevel":"BACKWARD"}""", """
                        {"keytype":"DELETE_SUBJECT","subject":"user","magic":0} {"subject":"user","version":1}""", """
                        {"keytype":"NOOP","magic":0} {"highestId":2}""", """
                        {"keytype":"SCHEMA","subject":"user","version":1,"magic":1} null""", """
                        {"keytype":"SCHEMA","subject":"base","version":1,"magic":1} \
                        {"subject":"base","version":1,"id":1,\
                        "schema":"{\\"type\\":\\"fixed\\",\\"name\\":\\"F\\",\\"size\\":2}","deleted":true}""");
    }

    @Test
    @Order(2)
    void anIdIsNeverGivenTwiceNotEvenAfterItsSchemaIsGoneForGoodAndTheRegistryStartsAgain() throws Exception {
        int gone = id(post("/subjects/gone/versions", schema("{\"type\":\"enum\",\"name\":\"G\",\"symbols\":[]}")));
        delete("/subjects/gone");
        delete("/subjects/gone?permanent=true");
        registry.close();
        registry = open();

        assertThat(get("/schemas/ids/" + gone).statusCode()).isEqualTo(404);
        assertThat(id(post("/subjects/next/versions", schema("\"bytes\"")))).isGreaterThan(gone);
    }

    @Test
    @Order(3)
    void ofTwoRegistriesTheLaterWritesAndTheEarlierRefuses() throws Exception {
        DevelopmentRegistry earlier = registry;
        int before = id(post("/subjects/rivals/versions", schema("\"int\"")));
        registry = open();
        int after = id(post("/subjects/rivals/versions", schema("\"double\"")));
        assertThat(after).isGreaterThan(before);

        HttpResponse<String> refused =
                send(earlier, "POST", "/subjects/rivals-2/versions", "application/json", schema("\"float\""));
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("50001").contains("another registry has taken over");
        assertThat(send(earlier, "GET", "/schemas/ids/" + before, "application/json", "")
                        .statusCode())
                .isEqualTo(200);
        earlier.close();
        assertThat(get("/subjects").body()).doesNotContain("rivals-2");
    }

    @Test
    void manyWhoRegisterAtOnceGetOneIdForOneSchemaAndDifferentIdsForDifferentOnes() {
        put("/config/crowd", "{\"compatibility\":\"NONE\"}");
        List<Integer> ids = IntStream.range(0, 16)
                .parallel()
                .mapToObj(client -> id(post(
                        "/subjects/crowd/versions",
                        schema("{\"type\":\"fixed\",\"name\":\"C\",\"size\":" + client % 4 + "}"))))
                .toList();
        assertThat(new HashSet<>(ids)).hasSize(4);
        assertThat(get("/subjects/crowd/versions").body()).isEqualTo("[1,2,3,4]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a page in a browser cannot write         | text/plain                        | {}     | 415
            nor can a form                           | application/x-www-form-urlencoded | a=b    | 415
            JSON has to be JSON                      | application/json                  | {      | 400
            and an object                            | application/json                  | [1]    | 400
            with a schema                            | application/json                  | {}     | 422
            """)
    void bodiesThatAreNoRequestAreRefused(String story, String type, String body, int status) throws Exception {
        assertThat(send(registry, "POST", "/subjects/x/versions", type, body).statusCode())
                .isEqualTo(status);
    }

    @Test
    void aBodyWithoutEndIsRefusedAndReadNoFurther() throws Exception {
        String huge = schema("\"" + "x".repeat(Request.LARGEST_BODY) + "\"");
        assertThat(post("/subjects/x/versions", huge).statusCode()).isEqualTo(413);
        assertThat(get("/subjects").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":5}",
                "{\"type\":\"record\",\"name\":5,\"fields\":[]}",
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":{}}",
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":[3]}",
                "{\"type\":\"enum\",\"name\":\"A\",\"symbols\":\"B\"}",
                "{\"type\":\"fixed\",\"name\":\"A\",\"size\":-1}",
                "{\"type\":\"array\"}",
                "[\"int\",\"int\"]",
                "\"int\" \"int\""
            })
    void oddSchemasAreInvalidAndNothingWorse(String text) throws Exception {
        assertThat(post("/subjects/odd-" + text.hashCode() + "/versions", schema(text))
                        .statusCode())
                .isIn(200, 422);
    }

    @Test
    void aSchemaAsDeepAsABodyAllowsIsAnsweredToo() throws Exception {
        String deep = "{\"type\":\"array\",\"items\":".repeat(20_000) + "\"int\"" + "}".repeat(20_000);
        assertThat(post("/subjects/deep/versions", schema(deep)).statusCode()).isEqualTo(422);
    }

    @Test
    void theModeCannotBeSet() throws Exception {
        HttpResponse<String> refused = put("/mode", "{\"mode\":\"READONLY\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("42205");
    }

    private static List<String> topic() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<TopicPartition> partition = List.of(new TopicPartition("_schemas", 0));
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long end = Objects.requireNonNull(consumer.endOffsets(partition).get(partition.get(0)));
            while (consumer.position(partition.get(0)) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> records.add(each.key() + " " + each.value()));
            }
        }
        return records;
    }

    private static String schema(String text) {
        return Routes.object().put("schema", text).toString();
    }

    private static int id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Integer.parseInt(answer.body().replaceAll("\\D", ""));
    }

    private static HttpResponse<String> get(String path) {
        return send(registry, "GET", path, "application/json", "");
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(registry, "POST", path, "application/vnd.schemaregistry.v1+json", body);
    }

    private static HttpResponse<String> put(String path, String body) {
        return send(registry, "PUT", path, "application/json", body);
    }

    private static void delete(String path) {
        HttpResponse<String> answer = send(registry, "DELETE", path, "application/json", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> send(
            DevelopmentRegistry to, String method, String path, String type, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .timeout(Duration.ofSeconds(60))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
