package io.descentry.it.registry;

import static io.descentry.it.registry.RegistryUnderTest.assertRefused;
import static io.descentry.it.registry.RegistryUnderTest.newSubject;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.it.registry.RawRegistry.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registering schemas and finding them again. */
interface SchemasContract extends RegistryUnderTest {

    @Test
    default void aSchemaIsFoundByTheIdThatItWasGiven() throws Exception {
        int id = registered(newSubject(), INT_FIELD);

        Answer answer = registry().get("/schemas/ids/" + id);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(parsed(answer.body().path("schema").asText())).isEqualTo(parsed(INT_FIELD));
    }

    @Test
    default void theSameSchemaHasOneIdInAllSubjectsAndOneVersionInEach() {
        String subject = newSubject();
        String other = newSubject();
        int id = registered(subject, INT_FIELD);

        assertThat(registered(subject, INT_FIELD)).isEqualTo(id);
        assertThat(registered(other, INT_FIELD)).isEqualTo(id);
        assertThat(registry().get("/subjects/" + subject + "/versions").body()).hasToString("[1]");
        assertThat(registry().get("/schemas/ids/" + id + "/versions").body())
                .contains(RawRegistry.JSON
                        .createObjectNode()
                        .put("subject", subject)
                        .put("version", 1))
                .contains(RawRegistry.JSON
                        .createObjectNode()
                        .put("subject", other)
                        .put("version", 1));
    }

    @Test
    default void whiteSpaceMakesNoOtherSchema() throws Throwable {
        String subject = newSubject();
        int id = registered(subject, INT_FIELD);
        unlessDeclared(
                Difference.WHITE_SPACE,
                () -> assertThat(registered(subject, INT_FIELD.replace(",", " ,\n")))
                        .isEqualTo(id));
    }

    @Test
    default void versionsCountUpAndTheLatestHasTwoNames() {
        String subject = newSubject();
        registered(subject, INT_FIELD);
        int second = registered(subject, RegistryUnderTest.record());

        assertThat(registry().get("/subjects/" + subject + "/versions").body()).hasToString("[1,2]");
        for (String version : List.of("2", "latest", "-1")) {
            JsonNode latest = registry()
                    .get("/subjects/" + subject + "/versions/" + version)
                    .body();
            assertThat(latest.path("subject").asText()).isEqualTo(subject);
            assertThat(latest.path("version").asInt()).isEqualTo(2);
            assertThat(latest.path("id").asInt()).isEqualTo(second);
            assertThat(latest.path("schema").asText()).contains("\"fields\":[]");
        }
        assertThat(registry().get("/subjects/" + subject + "/versions/1/schema").body())
                .hasToString(INT_FIELD);
    }

    @Test
    default void aSchemaIsLookedUpInASubjectWithoutBeingRegistered() {
        String subject = newSubject();
        int id = registered(subject, INT_FIELD);

        Answer found = registry().post("/subjects/" + subject, RawRegistry.schema(INT_FIELD));
        assertThat(found.body().path("id").asInt()).isEqualTo(id);
        assertThat(found.body().path("version").asInt()).isEqualTo(1);
        assertRefused(registry().post("/subjects/" + subject, RawRegistry.schema("\"long\"")), 404, 40403);
        assertRefused(registry().post("/subjects/" + newSubject(), RawRegistry.schema(INT_FIELD)), 404, 40401);
        assertThat(registry().get("/subjects/" + subject + "/versions").body()).hasToString("[1]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an id that was never given     | /schemas/ids/2000000000           | 40403
            versions of no subject         | /subjects/nobody/versions         | 40401
            a version of no subject        | /subjects/nobody/versions/1       | 40401
            the latest of no subject       | /subjects/nobody/versions/latest  | 40401
            a version that is not there    | /subjects/{known}/versions/7      | 40402
            """)
    default void whatIsNotThereHasItsCode(String story, String path, int code) {
        String known = newSubject();
        registered(known, INT_FIELD);
        assertRefused(registry().get(path.replace("{known}", known)), 404, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "0", "-2", "99999999999"})
    default void aVersionThatIsNoNumberIsInvalid(String version) throws Throwable {
        String subject = newSubject();
        registered(subject, INT_FIELD);
        unlessDeclared(
                Difference.VERSION_THAT_IS_NO_NUMBER,
                () -> assertRefused(registry().get("/subjects/" + subject + "/versions/" + version), 422, 42202));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"nothing\"}",
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"Unknown\"}]}",
                "{\"type\":\"record\",\"name\":\"A\"}"
            })
    default void whatIsNoAvroSchemaIsRefused(String schema) {
        Answer answer = registry().post("/subjects/" + newSubject() + "/versions", RawRegistry.schema(schema));
        assertRefused(answer, 422, 42201);
    }

    @Test
    default void aBodyThatIsNoJsonIsABadRequest() {
        assertThat(registry()
                        .post("/subjects/" + newSubject() + "/versions", "schema=1")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ünï", "a:b.c-d_e", "50%+1"})
    default void namesOfSubjectsAreAnyText(String name) {
        String subject = name + newSubject();
        String encoded = URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
        registered(encoded, INT_FIELD);

        assertThat(registry().get("/subjects").body())
                .contains(RawRegistry.JSON.getNodeFactory().textNode(subject));
        assertThat(registry()
                        .get("/subjects/" + encoded + "/versions/1")
                        .body()
                        .path("subject")
                        .asText())
                .isEqualTo(subject);
    }

    @Test
    default void anIdLeadsToTheSchemaItselfAndToItsSubjects() throws Throwable {
        String subject = newSubject();
        int id = registered(subject, INT_FIELD);
        unlessDeclared(Difference.RAW_SCHEMA_AND_SUBJECTS_OF_AN_ID, () -> {
            assertThat(registry().get("/schemas/ids/" + id + "/schema").body()).isEqualTo(parsed(INT_FIELD));
            assertThat(registry().get("/schemas/ids/" + id + "/subjects").body())
                    .contains(RawRegistry.JSON.getNodeFactory().textNode(subject));
        });
    }

    @Test
    default void avroIsAmongTheTypes() {
        assertThat(registry().get("/schemas/types").body())
                .contains(RawRegistry.JSON.getNodeFactory().textNode("AVRO"));
    }

    @Test
    default void referencesAreKeptAsGivenAndNotSpelledOut() throws Exception {
        String money = newSubject();
        String price = newSubject();
        registered(
                money,
                "{\"type\":\"record\",\"name\":\"Money\",\"namespace\":\"shop\",\"fields\":"
                        + "[{\"name\":\"cents\",\"type\":\"long\"}]}");
        String text = "{\"type\":\"record\",\"name\":\"Price\",\"namespace\":\"shop\",\"fields\":"
                + "[{\"name\":\"gross\",\"type\":\"shop.Money\"},{\"name\":\"net\",\"type\":\"shop.Money\"}]}";
        String body = RawRegistry.schema(text, "shop.Money", money, 1);
        Answer registered = registry().post("/subjects/" + price + "/versions", body);
        assertThat(registered.status()).as("%s", registered.body()).isEqualTo(200);
        int id = registered.body().path("id").asInt();

        for (String path : List.of("/schemas/ids/" + id, "/subjects/" + price + "/versions/1")) {
            JsonNode answer = registry().get(path).body();
            assertThat(answer.path("schema").asText()).doesNotContain("cents").contains("Price");
            assertThat(answer.path("references"))
                    .containsExactly(RawRegistry.JSON
                            .createObjectNode()
                            .put("name", "shop.Money")
                            .put("subject", money)
                            .put("version", 1));
        }
        assertThat(registry()
                        .get("/subjects/" + money + "/versions/1/referencedby")
                        .body())
                .hasToString("[" + id + "]");
        assertThat(registry().post("/subjects/" + price, body).body().path("id").asInt())
                .isEqualTo(id);
    }

    @Test
    default void aReferenceThatLeadsNowhereIsRefused() {
        Answer answer = registry()
                .post(
                        "/subjects/" + newSubject() + "/versions",
                        RawRegistry.schema(INT_FIELD, "shop.Money", newSubject(), 1));
        assertThat(answer.status()).isEqualTo(422);
    }

    private static JsonNode parsed(String schema) throws Exception {
        return RawRegistry.JSON.readTree(schema);
    }
}
