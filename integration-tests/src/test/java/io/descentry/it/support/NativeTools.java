package io.descentry.it.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs of Debian's packages, found or fetched by {@code deploy/tools}. */
public final class NativeTools {
    private static final Path FINDER = Path.of("..", "deploy", "tools");

    private NativeTools() {}

    /** Where a program is; a test that needs one that cannot be had is skipped and says why. */
    public static Path find(String name) throws IOException, InterruptedException {
        Assumptions.assumeFalse(
                Boolean.getBoolean("descentry.test.tools.skip"), "the build was told to leave Debian's tools out");
        Process finder = new ProcessBuilder("bash", FINDER.toString(), name).start();
        finder.getOutputStream().close();
        String problem = new String(finder.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> found = finder.inputReader().lines().toList();
        Assumptions.assumeTrue(finder.waitFor() == 0, problem.strip());
        return Path.of(found.get(0));
    }

    /** What a program that was run to its end said. */
    public record Said(int code, String text) {}

    /** Runs a program to its end. */
    public static Said run(Path program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
