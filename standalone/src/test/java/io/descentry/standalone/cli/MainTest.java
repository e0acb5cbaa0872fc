package io.descentry.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpNamesEveryVerb() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains("demo", "standalone", "serve", "replay", "evaluate", "topics", "schemas", "topology")
                .contains("Start here:  descentry demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "standalone", "replay", "evaluate"})
    void everyVerbHasHelp(String verb) {
        assertThat(run(verb + " --help")).isZero();
        assertThat(out()).startsWith("Usage: descentry " + verb);
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest(name = "descentry {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            demo --seconds 1       | --seconds is 5 to 3600, not 1
            demo --second 9        | Unknown options: '--second', '9'
            standalone             | Missing required option: '--data=DIR'
            replay                 | Missing required parameter
            replay /none           | no such file or directory: /none
            evaluate               | Missing required parameter
            """)
    void wrongUsageIsExitCodeTwoAndOneMessage(String arguments, String message) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err()).contains(message, "Try: descentry").doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @Test
    void aDemoWithoutRunsFailsInOneSentence(@TempDir Path empty) {
        assertThat(run("demo --runs " + empty.resolve("none"))).isEqualTo(1);
        assertThat(err())
                .isEqualTo("descentry demo: there are no recorded runs in " + empty.resolve("none")
                        + "; name a directory with --runs\n");
    }

    private int run(String arguments) {
        return Main.run(Terminal.plain(out, err), Map.of(), arguments.split(" ", -1));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
