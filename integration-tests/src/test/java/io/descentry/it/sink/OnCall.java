package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.ChildProcess;
import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.tools.LogDirsCommand;
import org.apache.kafka.tools.StreamsResetter;
import org.apache.kafka.tools.TopicCommand;
import org.apache.kafka.tools.consumer.ConsoleConsumer;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/** Somebody on call with {@code docs/operations.md} in hand: runs the commands as they stand there, with Kafka's own tools. */
final class OnCall {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```");
    private static final Pattern STEP = Pattern.compile("(?ms)^# (\\d)\\. .*?(?=^# \\d\\. |\\z)");
    private static final Map<String, Class<?>> TOOLS = Map.of(
            "kafka-consumer-groups.sh", ConsumerGroupCommand.class,
            "kafka-streams-application-reset.sh", StreamsResetter.class,
            "kafka-topics.sh", TopicCommand.class,
            "kafka-console-consumer.sh", ConsoleConsumer.class,
            "kafka-log-dirs.sh", LogDirsCommand.class,
            "descentry", Main.class);

    private final Path folder;
    private final Map<String, String> variables;
    private final Map<String, String> places;

    /**
     * @param folder for scripts with the names of the tools
     * @param variables those that the page asks to be put in
     * @param places what stands on the page for a place, and where that is here
     */
    OnCall(Path folder, Map<String, String> variables, Map<String, String> places) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.variables = variables;
        this.places = new LinkedHashMap<>(places);
        for (Map.Entry<String, Class<?>> tool : TOOLS.entrySet()) {
            Path script = folder.resolve(tool.getKey());
            Files.writeString(
                    script,
                    "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -cp \"$TOOLS_CLASS_PATH\" "
                            + tool.getValue().getName() + " \"$@\"\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
    }

    /** Whether the programs that the page takes from the system are here. */
    boolean isEquipped() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", "command -v curl jq awk").start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    /** Runs all blocks below a heading; what they print. */
    String does(String heading) throws IOException, InterruptedException {
        return run(blocks(heading).collect(Collectors.joining("\n")));
    }

    /** The numbered steps of a block, commands and all. */
    List<String> steps(String heading) throws IOException {
        return STEP.matcher(blocks(heading).collect(Collectors.joining("\n")))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static java.util.stream.Stream<String> blocks(String heading) throws IOException {
        Matcher section = Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "$(.*?)(?=^##+ |\\z)")
                .matcher(Files.readString(PAGE));
        assertThat(section.find()).as(heading).isTrue();
        List<String> blocks = BLOCK.matcher(section.group(1))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).as(heading).isNotEmpty();
        return blocks.stream();
    }

    /** Runs commands; what they print, errors included. It fails where a command does. */
    String run(String commands) throws IOException, InterruptedException {
        String here = commands;
        for (Map.Entry<String, String> place : places.entrySet()) {
            here = here.replace(place.getKey(), place.getValue());
        }
        Path out = folder.resolve("output");
        ProcessBuilder shell = new ProcessBuilder(new ArrayList<>(List.of("bash", "-e", "-c", here)));
        shell.environment().putAll(variables);
        shell.environment().put("TOOLS_CLASS_PATH", ChildProcess.classPath());
        shell.environment().put("PATH", folder.toAbsolutePath() + ":" + System.getenv("PATH"));
        Process process = shell.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", here, printed).isZero();
        return printed;
    }
}
