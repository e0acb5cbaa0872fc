package io.descentry.it.registry;

import static io.descentry.it.registry.RegistryUnderTest.assertRefused;
import static io.descentry.it.registry.RegistryUnderTest.newSubject;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.registry.RawRegistry.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels of compatibility: what they allow, where they are set. */
interface CompatibilityContract extends RegistryUnderTest {

    /**
     * Versions are written as fields: {@code x} an int, {@code X} the same as a long, {@code y} an int without and
     * {@code y=} an int with a default. Levels: B backward, F forward, A both (full); a small t is transitive.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a field with a default may come     | x         | x y=  | B Bt F Ft A At
            a field without one is not readable | x         | x y   | F Ft
            a field with a default may go       | x y=      | x     | B Bt F Ft A At
            a field without one is missed       | x y       | x     | B Bt
            an int may be read as a long        | x         | X     | B Bt
            but not a long as an int            | X         | x     | F Ft
            the latest had it, the first not    | x , x y=  | x y   | B F Ft A
            the first needs it, the latest not  | x y, x y= | x     | B Bt F A
            what stays is always allowed        | x , x y=  | x     | B Bt F Ft A At
            """)
    default void levelsAllow(String story, String versions, String candidate, String allowed) {
        String subject = newSubject();
        List<String> fields = List.of(versions.split(",", -1));
        registered(subject, schemaOf(fields.get(0)));
        setLevel(subject, "NONE");
        fields.forEach(version -> registered(subject, schemaOf(version)));

        List<String> allowing = List.of(allowed.split(" ", -1));
        for (String level : List.of("B", "Bt", "F", "Ft", "A", "At")) {
            setLevel(subject, levelNamed(level));
            boolean expected = allowing.contains(level);
            assertThat(isCompatible(subject, level.endsWith("t") ? "" : "/latest", candidate))
                    .as("%s at %s", story, level)
                    .isEqualTo(expected);
            if (!expected) {
                assertThat(register(subject, candidate).status())
                        .as("%s at %s", story, level)
                        .isEqualTo(409);
            }
        }
        setLevel(subject, levelNamed(allowing.get(0)));
        assertThat(register(subject, candidate).status()).as(story).isEqualTo(200);
    }

    private Answer register(String subject, String fields) {
        return registry().post("/subjects/" + subject + "/versions", RawRegistry.schema(schemaOf(fields)));
    }

    private void setLevel(String subject, String level) {
        Answer answer = registry().put("/config/" + subject, "{\"compatibility\":\"" + level + "\"}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.body().path("compatibility").asText()).isEqualTo(level);
    }

    /** Registered first: some registries set levels only for subjects that are there. */
    private String subjectWithOneField(String level) {
        String subject = newSubject();
        registered(subject, schemaOf("x"));
        setLevel(subject, level);
        return subject;
    }

    private boolean isCompatible(String subject, String version, String candidate) {
        Answer answer = registry()
                .post(
                        "/compatibility/subjects/" + subject + "/versions" + version,
                        RawRegistry.schema(schemaOf(candidate)));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body().path("is_compatible").asBoolean();
    }

    private static String levelNamed(String mark) {
        String name = mark.startsWith("B") ? "BACKWARD" : mark.startsWith("F") ? "FORWARD" : "FULL";
        return mark.endsWith("t") ? name + "_TRANSITIVE" : name;
    }

    private static String schemaOf(String fields) {
        return RegistryUnderTest.record(Arrays.stream(fields.strip().split(" ", -1))
                .map(field -> "{\"name\":\"" + field.substring(0, 1).toLowerCase(Locale.ROOT)
                        + "\",\"type\":\"" + (field.startsWith("X") ? "long" : "int") + "\""
                        + (field.endsWith("=") ? ",\"default\":0}" : "}"))
                .toArray(String[]::new));
    }

    @Test
    default void aRefusalHasCode409AndGivesAReason() {
        String subject = subjectWithOneField("BACKWARD");
        Answer refused = register(subject, "x y");
        assertRefused(refused, 409, 409);
        assertThat(refused.body().path("message").asText()).contains("/fields/1");
    }

    @Test
    default void aCheckSaysWhyWhenAskedTo() throws Throwable {
        String subject = subjectWithOneField("BACKWARD");
        Answer check = registry()
                .post(
                        "/compatibility/subjects/" + subject + "/versions/1?verbose=true",
                        RawRegistry.schema(schemaOf("x y")));
        assertThat(check.body().path("is_compatible").asBoolean()).isFalse();
        unlessDeclared(
                Difference.VERBOSE_MESSAGES,
                () -> assertThat(check.body().path("messages").path(0).asText()).contains("y"));
    }

    @Test
    default void anythingIsCompatibleWithASubjectThatIsNotThereYet() throws Throwable {
        unlessDeclared(
                Difference.COMPATIBILITY_WITH_NOTHING,
                () -> assertThat(isCompatible(newSubject(), "/latest", "x")).isTrue());
        String subject = subjectWithOneField("BACKWARD");
        assertRefused(
                registry()
                        .post("/compatibility/subjects/" + subject + "/versions/9", RawRegistry.schema(schemaOf("x"))),
                404,
                40402);
    }

    @Test
    default void aSubjectsLevelIsSetReadAndTakenBack() throws Throwable {
        String subject = subjectWithOneField("FULL_TRANSITIVE");
        assertThat(registry()
                        .get("/config/" + subject)
                        .body()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("FULL_TRANSITIVE");
        assertThat(registry().delete("/config/" + subject).status()).isEqualTo(200);
        unlessDeclared(Difference.LEVEL_OF_SUBJECT_WITHOUT_ONE, () -> {
            String other = newSubject();
            assertRefused(registry().get("/config/" + other), 404, 40408);
            assertThat(registry()
                            .get("/config/" + other + "?defaultToGlobal=true")
                            .body())
                    .isEqualTo(registry().get("/config").body());
        });
    }

    @Test
    default void theLevelOfAllStartsAsBackward() throws Throwable {
        unlessDeclared(
                Difference.DEFAULT_LEVEL,
                () -> assertThat(registry()
                                .get("/config")
                                .body()
                                .path("compatibilityLevel")
                                .asText())
                        .isEqualTo("BACKWARD"));
    }

    @Test
    default void aLevelThatDoesNotExistIsRefused() throws Throwable {
        String subject = newSubject();
        registered(subject, INT_FIELD);
        Answer answer = registry().put("/config/" + subject, "{\"compatibility\":\"SIDEWAYS\"}");
        assertThat(answer.status()).isBetween(400, 499);
        unlessDeclared(Difference.UNKNOWN_LEVEL, () -> assertRefused(answer, 422, 42203));
    }

    @Test
    default void theModeIsReadable() throws Throwable {
        unlessDeclared(
                Difference.MODE,
                () -> assertThat(registry().get("/mode").body().path("mode").asText())
                        .isEqualTo("READWRITE"));
    }
}
