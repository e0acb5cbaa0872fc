package io.descentry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "bridge-alertmanager",
                "topics",
                "topics create",
                "topics describe",
                "schemas",
                "schemas register",
                "schemas check",
                "settings",
                "settings set",
                "settings unset",
                "settings get",
                "settings list",
                "topology"
            })
    void everyVerbHasHelpWithAnExample(String verb) {
        assertThat(run(verb + " --help")).isZero();
        assertThat(out())
                .startsWith("Usage: descentry " + verb)
                .contains("Example:", "\n  descentry " + verb.replaceFirst(" .*", ""));
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest(name = "descentry {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                     | descentry: Say what to do: a verb is missing.
            serv                   | Did you mean: descentry serve
            serve --cheque         | Unknown option: '--cheque'
            serve --config         | Missing required parameter for option '--config'
            topics                 | descentry topics: Missing required subcommand
            topics create --partitions many | 'many' is not an int
            settings set a.b=1     | Missing required option: '--scope=SCOPE'
            settings set --scope global | Missing required parameter: 'NAME=VALUE'
            """)
    void wrongUsageIsExitCodeTwoAndOneMessage(String arguments, String message) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err()).contains(message, "Try: descentry").doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "serve --check",
                "bridge-alertmanager",
                "topics create",
                "topics describe",
                "schemas register",
                "schemas check"
            })
    void wrongSettingsAreExitCodeTwoAndAllProblemsAtOnce(String verb) {
        assertThat(run(verb)).isEqualTo(2);
        assertThat(err())
                .isEqualTo("descentry " + verb.replace(" --check", "") + ": The settings have 2 problems:\n"
                        + "  - kafka.bootstrap.servers is required and not set\n"
                        + "  - schema.registry.url is required and not set\n");
    }

    @Test
    void whatIsWrongWithDetectorSettingsIsToldBeforeAnythingIsAsked() {
        assertThat(run("settings set --scope everybody loss_spike.sigma=7 on")).isEqualTo(2);
        assertThat(err()).isEqualTo("""
                descentry settings set: The settings have 3 problems:
                  - --scope is global, project:NAME or job:JOB_ID, not everybody
                  - on is not NAME=VALUE
                  - loss_spike.sigma is not a setting; did you mean loss_spike.sigmas?
                """);
    }

    @Test
    void checkPrintsTheSettingsInForceAndStartsNothing(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("descentry.properties");
        Files.writeString(
                file, "kafka.bootstrap.servers=nowhere:1\nschema.registry.url=http://u:p4ss@nowhere:2\nkafka.x=y\n");
        assertThat(run("serve --check --config " + file)).isZero();
        assertThat(out())
                .contains("kafka.bootstrap.servers=nowhere:1  # " + file, "server.port=8080")
                .doesNotContain("p4ss");
        assertThat(err()).isEqualTo("Note: kafka.x is no setting of Kafka; it is passed on all the same\n");
    }

    @Test
    void aFailureIsExitCodeOneAndOneMessageAndVerboseTellsWhere() {
        Map<String, String> nowhere = Map.of(
                "DESCENTRY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "DESCENTRY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                "DESCENTRY_MAX_RETRIES", "0");
        assertThat(run(nowhere, "schemas check")).isEqualTo(1);
        assertThat(err())
                .startsWith("descentry schemas check: the schema registry: ")
                .doesNotContain("\tat ");
        assertThat(run(nowhere, "schemas check --verbose")).isEqualTo(1);
        assertThat(err()).contains("\tat io.descentry");
    }

    @Test
    void unreachableBrokersAreExitCodeOne() {
        Map<String, String> nowhere = Map.of(
                "DESCENTRY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "DESCENTRY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                "DESCENTRY_KAFKA_ADMIN_REQUEST_TIMEOUT_MS", "200",
                "DESCENTRY_KAFKA_ADMIN_DEFAULT_API_TIMEOUT_MS", "300");
        assertThat(run(nowhere, "topics create")).isEqualTo(1);
        assertThat(err())
                .startsWith("descentry topics create: cannot create descentry.jobs: ")
                .doesNotContain("\tat ");
    }

    @Test
    void topologyPrintsTheWayOfARecord() {
        assertThat(run("topology")).isZero();
        assertThat(out()).contains("Source: steps (topics: [descentry.steps])", "Processor: judge");
    }

    @Test
    void versionSaysWhatRuns() {
        assertThat(run("--version")).isZero();
        assertThat(out()).startsWith("descentry ").contains("Java " + Runtime.version());
    }

    private int run(String arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String arguments) {
        Terminal terminal = Terminal.plain(out, err);
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        return Cli.run(Cli.commandLine(terminal, environment), terminal, words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
