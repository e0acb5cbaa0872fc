package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A story: what jobs send and the alerts that must come of it. A file that names no {@code jobs} is about one, and what is said of
 * a job at its top ({@code job}, {@code records}, {@code alerts}) is said of that; otherwise it is said of all that do not say
 * otherwise.
 *
 * @param story the claim, in one sentence
 * @param racks hosts of each rack
 * @param jobs who is in it
 * @param incidents the changes of incidents of the fleet that are published, in this order
 * @param deadLetters reason codes of the dead letters, in this order
 */
record Scenario(
        String story,
        Map<String, String> racks,
        List<Jobs> jobs,
        List<Outbreak> incidents,
        @JsonProperty("dead_letters") List<String> deadLetters) {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String JOBS = "jobs";
    private static final String JOB = "job";

    Scenario {
        racks = Objects.requireNonNullElse(racks, Map.of());
        jobs = List.copyOf(jobs);
        incidents = Objects.requireNonNullElse(incidents, List.of());
        deadLetters = Objects.requireNonNullElse(deadLetters, List.of());
    }

    /** Whether there is nobody but one job. */
    boolean isOfOneJob() {
        return jobs.size() == 1 && Names.of(jobs.get(0).names()).size() == 1;
    }

    /** The rack of each host. */
    Map<String, String> rackByHost() {
        Map<String, String> all = new HashMap<>();
        racks.forEach((rack, hosts) -> Names.of(hosts).forEach(host -> all.put(host, rack)));
        return all;
    }

    static Scenario read(Path file) {
        try {
            ObjectNode story = (ObjectNode) YAML.readTree(file.toFile());
            ObjectNode all = YAML.createObjectNode();
            for (String part : List.of(JOB, "records", "alerts")) {
                if (story.has(part)) {
                    all.set(part, story.remove(part));
                }
            }
            if (!story.has(JOBS)) {
                story.putArray(JOBS).addObject().put("names", "job-1");
            }
            story.get(JOBS).forEach(jobs -> inherit((ObjectNode) jobs, all));
            return YAML.treeToValue(story, Scenario.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static void inherit(ObjectNode jobs, ObjectNode all) {
        ObjectNode whole = all.deepCopy();
        if (jobs.has(JOB)) {
            whole.withObject('/' + JOB).setAll((ObjectNode) jobs.remove(JOB));
        }
        whole.setAll(jobs);
        jobs.setAll(whole);
    }

    /** All stories of the directory, sorted by name. */
    static List<Path> files() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/scenarios"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
