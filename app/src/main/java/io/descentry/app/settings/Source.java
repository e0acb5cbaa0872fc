package io.descentry.app.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads raw settings: a properties file, then the environment, which wins. */
final class Source {

    /** {@code DESCENTRY_SERVER_PORT} sets {@code server.port}, {@code DESCENTRY_DETECTOR_A_B_C} may set {@code detector.a_b.c}. */
    static final String ENVIRONMENT_PREFIX = "DESCENTRY_";

    /**
     * What Kubernetes adds to the environment of every pod when a Service is called descentry or descentry-something: no
     * settings, although they look like some.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("DESCENTRY_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern LINK_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private Source() {}

    /**
     * One setting as it was written.
     *
     * @param text the value, references not yet resolved
     * @param origin the file or environment variable that it comes from
     */
    record Raw(String text, String origin) {}

    static Map<String, Raw> file(Path file, List<String> problems) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            problems.add("There is no file " + file);
        } catch (MalformedInputException e) {
            problems.add(file + " is not UTF-8 text");
        } catch (IOException | IllegalArgumentException e) {
            problems.add(file + " cannot be read: " + e.getMessage());
        }
        Map<String, Raw> found = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            found.put(name, new Raw(properties.getProperty(name).strip(), file.toString()));
        }
        return found;
    }

    static Map<String, Raw> environment(Map<String, String> environment) {
        Map<String, Raw> found = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(ENVIRONMENT_PREFIX) && !isServiceLink(variable, value)) {
                String name = variable.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                found.put(DetectorNames.ofVariable(name).orElse(name), new Raw(value.strip(), variable));
            }
        });
        return found;
    }

    private static boolean isServiceLink(String variable, String value) {
        return SERVICE_LINK.matcher(variable).matches()
                || (variable.endsWith("_PORT") && LINK_ADDRESS.matcher(value).matches());
    }
}
