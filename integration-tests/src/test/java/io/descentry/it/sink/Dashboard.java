package io.descentry.it.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard as it is deployed.
 *
 * @param name of its file, without ending
 */
record Dashboard(String name, JsonNode json) {
    private static final Path FOLDER = Path.of("..", "deploy", "grafana", "dashboards");

    /**
     * What a panel asks one of the data sources.
     *
     * @param legend how a series is named, in Prometheus' case
     */
    record Query(String panel, String text, boolean sql, String legend) {
        @Override
        public String toString() {
            return panel;
        }
    }

    /** All that are deployed. */
    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Dashboard> dashboards = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                dashboards.add(new Dashboard(
                        file.getFileName().toString().replace(".json", ""),
                        new ObjectMapper().readTree(file.toFile())));
            }
            return dashboards;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    String title() {
        return json.path("title").asText();
    }

    /** Its panels without the rows that part them. */
    List<JsonNode> panels() {
        return panels(false);
    }

    /** The rows that part its panels. */
    List<JsonNode> rows() {
        return panels(true);
    }

    private List<JsonNode> panels(boolean rows) {
        List<JsonNode> panels = new ArrayList<>();
        json.path("panels").forEach(panel -> {
            if (panel.path("type").asText().equals("row") == rows) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** Every query of its panels, of its annotations and of its variables. */
    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            queries.addAll(queries(panel));
        }
        for (JsonNode annotation : json.path("annotations").path("list")) {
            add(queries, title() + ", annotation " + annotation.path("name").asText(), annotation.path("target"));
        }
        for (JsonNode variable : json.path("templating").path("list")) {
            if (variable.path("query").isTextual()
                    && variable.path("type").asText().equals("query")) {
                queries.add(new Query(
                        title() + ", variable " + variable.path("name").asText(),
                        variable.path("query").asText(),
                        true,
                        ""));
            }
        }
        return queries;
    }

    List<Query> queries(JsonNode panel) {
        List<Query> queries = new ArrayList<>();
        panel.path("targets")
                .forEach(target ->
                        add(queries, title() + ", " + panel.path("title").asText(), target));
        return queries;
    }

    private static void add(List<Query> queries, String name, JsonNode target) {
        if (target.has("rawSql")) {
            queries.add(new Query(name, target.get("rawSql").asText(), true, ""));
        } else {
            queries.add(new Query(
                    name,
                    target.path("expr").asText(),
                    false,
                    target.path("legendFormat").asText()));
        }
    }
}
