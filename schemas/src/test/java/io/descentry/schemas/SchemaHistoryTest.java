package io.descentry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No schema breaks with what was ever registered. */
class SchemaHistoryTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void theNewestVersionIsTheSchemaInUse(Topic topic) throws Exception {
        History history = new History(topic.subject());
        List<String> texts = history.texts();
        assertThat(texts)
                .as("first version: copy the .avsc to %s", history.file(1))
                .isNotEmpty();
        assertThat(texts.get(texts.size() - 1))
                .as(
                        "the schema changed: copy the .avsc to %s, or over %s if that was never released",
                        history.file(texts.size() + 1), history.file(texts.size()))
                .isEqualTo(Schemas.text(topic));
        assertThat(history.files()).as("versions without gaps").isEqualTo(texts.size());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void theSchemaInUseIsCompatibleWithAllVersions(Topic topic) throws Exception {
        Compatibility level = Objects.requireNonNull(topic.compatibility());
        Schema current = History.parse(Schemas.text(topic));
        assertThat(level.problems(current, new History(topic.subject()).former()))
                .isEmpty();
    }

    @Test
    void everySubjectOfTheHistoryIsOurs() throws Exception {
        try (var subjects = Files.list(Path.of("history"))) {
            assertThat(subjects.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                            .filter(topic -> topic.type() != null)
                            .map(Topic::subject)
                            .toList());
        }
    }
}
