package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is paged finds a page about it. */
class RunbookTest {
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final String INDEX = "README.md";
    private static final Pattern QUOTE = Pattern.compile("`([a-z_]+\\.[a-z-]+) = ([^`]+)`");

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

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyPageHasTheSameSections(Kind kind) throws IOException {
        assertThat(Files.readAllLines(RUNBOOKS.resolve(page(kind))).stream().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## At three in the morning",
                        "## How it is judged",
                        "## What to look at first",
                        "## Likely causes, and what would confirm them",
                        "## What to try",
                        "## When it ends by itself",
                        "## What it does not mean",
                        "## Settings");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theSettingsThatAPageQuotesAreInForce(Kind kind) throws IOException {
        String page = Files.readString(RUNBOOKS.resolve(page(kind)));
        assertThat(page).contains("`" + kind.id() + ".*`, see [settings](../settings.md#" + kind.id() + ")");

        Map<String, Double> quoted = QUOTE.matcher(page)
                .results()
                .collect(Collectors.toMap(quote -> quote.group(1), quote -> Double.valueOf(quote.group(2))));
        assertThat(quoted)
                .isNotEmpty()
                .allSatisfy((key, value) -> assertThat(defaults()).as(key).containsEntry(key, value));
    }

    private static Map<String, Double> defaults() {
        return Catalogue.settings().stream()
                .filter(setting -> !Double.isNaN(setting.least()))
                .filter(setting -> setting.type() != Setting.Type.YES_OR_NO)
                .collect(Collectors.toMap(Setting::key, setting -> Double.valueOf(setting.standard())));
    }

    @Test
    void noPageIsWithoutAKind() throws IOException {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertThat(pages.filter(Files::isRegularFile)
                            .map(page -> page.getFileName().toString())
                            .filter(page -> !page.equals(INDEX)))
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
