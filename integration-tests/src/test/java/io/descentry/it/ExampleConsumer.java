package io.descentry.it;

import io.descentry.it.support.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of docs/examples, run as it says: it prints the id of an event first in each line. */
final class ExampleConsumer implements AutoCloseable {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");
    private static final Path VENV = Path.of("..", "trainers", "python", ".venv", "bin", "python");
    private static final String CARRIER = "org.apache.pulsar.kafka.shade.";

    private final Process process;
    private final BufferedReader out;

    private ExampleConsumer(List<String> command, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        Path log = Files.createDirectories(Path.of("target", "children")).resolve("example-consumer.log");
        process = new ProcessBuilder(all).redirectError(log.toFile()).start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * The Java file; only the packages of Confluent's client and of Avro are those of the copy that Maven Central has.
     *
     * @param folder where the file with these packages is put
     */
    static ExampleConsumer java(Path folder, String... arguments) throws IOException {
        String source = Files.readString(EXAMPLES.resolve("AlertConsumer.java"))
                .replace("import org.apache.avro.", "import " + CARRIER + "avro.")
                .replace("\"io.confluent.", "\"" + CARRIER + "io.confluent.");
        Path file = Files.writeString(folder.resolve("AlertConsumer.java"), source);
        return new ExampleConsumer(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=UTF-8",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ChildProcess.classPath(),
                        file.toString()),
                List.of(arguments));
    }

    /** The Python file with a Python that has Confluent's client; empty where there is none. */
    static Optional<ExampleConsumer> python(String... arguments) throws IOException, InterruptedException {
        List<String> pythons = new ArrayList<>();
        Optional.ofNullable(System.getenv("DESCENTRY_PYTHON")).ifPresent(pythons::add);
        pythons.add(VENV.toString());
        pythons.add("python3");
        for (String python : pythons) {
            if (hasClient(python)) {
                return Optional.of(new ExampleConsumer(
                        List.of(python, EXAMPLES.resolve("alert_consumer.py").toString()), List.of(arguments)));
            }
        }
        return Optional.empty();
    }

    private static boolean hasClient(String python) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(python, "-c", "import confluent_kafka.schema_registry.avro")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor(30, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** The first word of each of the next lines. */
    List<String> events(int lines) throws IOException {
        List<String> events = new ArrayList<>();
        while (events.size() < lines) {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("the example ended after " + events);
            }
            events.add(line.substring(0, line.indexOf(' ')));
        }
        return events;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
