package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is paged finds a page about it. */
class RunbookTest {
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final String INDEX = "README.md";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindHasAPageThatNamesItAndItsSeverity(Kind kind) throws IOException {
        assertThat(Files.readString(RUNBOOKS.resolve(page(kind))))
                .startsWith("# " + kind.alertName() + "\n")
                .contains("Kind `" + kind.id() + "`, severity " + severity(kind) + ".");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theIndexLeadsToEveryPage(Kind kind) throws IOException {
        assertThat(Files.readString(RUNBOOKS.resolve(INDEX)))
                .contains("[" + kind.alertName() + "](" + page(kind) + ") | `" + kind.id() + "` | " + severity(kind));
    }

    @Test
    void noPageIsWithoutAKind() throws IOException {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(page -> !page.equals(INDEX)))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(Kind.values()).map(RunbookTest::page).toList());
        }
    }

    private static String page(Kind kind) {
        return kind.alertName() + ".md";
    }

    private static String severity(Kind kind) {
        return kind.severity().name().toLowerCase(Locale.ROOT);
    }
}
