package io.descentry.it.scenario;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the description of a job says.
 *
 * @param layers their names
 * @param hosts where its ranks run; dealt out in turn, over the ranks of one job after the other
 * @param fields any other field of JobDescription, by its name there; of several {@link Names} each job gets the next
 */
record Job(
        List<String> layers,
        @Nullable String hosts,
        @JsonProperty("world_size") int worldSize,
        @JsonAnySetter Map<String, JsonNode> fields) {
    /** Of a job of which nothing is said. */
    static final Job UNKNOWN = new Job(List.of(), null, 1, Map.of());

    Job {
        layers = Objects.requireNonNullElse(layers, List.of());
        worldSize = worldSize == 0 ? 1 : worldSize;
        fields = Objects.requireNonNullElse(fields, Map.of());
    }
}
