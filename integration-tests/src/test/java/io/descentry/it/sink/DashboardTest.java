package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards are what Grafana reads, and load anywhere. */
class DashboardTest {
    private static final Set<String> SOURCES = Set.of("${postgres}", "${prometheus}");
    private static final int COLUMNS = 24;

    private final ObjectMapper mapper = new ObjectMapper();

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @Test
    void there_are_three_under_names_that_last() throws IOException {
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.json().path("uid").asText())
                .containsExactly("descentry-fleet", "descentry-job", "descentry-service");
    }

    /** By the types that Grafana publishes: unknown, missing and wrong properties fail. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_obeys_grafanas_schema(Dashboard dashboard) throws IOException {
        assertThat(errors("Dashboard", dashboard.json())).isEmpty();
        for (JsonNode panel : dashboard.panels()) {
            String type = panel.path("type").asText();
            String title = panel.path("title").asText();
            assertThat(errors(type + ".Options", panel.path("options")))
                    .as(title)
                    .isEmpty();
            JsonNode custom = panel.path("fieldConfig").path("defaults").path("custom");
            if (custom.isObject()) {
                assertThat(errors(type + ".FieldConfig", custom)).as(title).isEmpty();
            }
        }
    }

    @Test
    void the_schema_refuses_what_grafana_does_not_know() throws IOException {
        ObjectNode wrong = dashboards().get(0).json().deepCopy();
        wrong.put("titel", "misspelt");
        assertThat(errors("Dashboard", wrong)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_names_no_data_source_of_its_own(Dashboard dashboard) {
        assertThat(dashboard.json().has("__inputs")).isFalse();
        assertThat(dashboard.json().has("id")).isFalse();
        assertThat(dashboard.json().findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isIn(SOURCES));
        List<String> variables = new ArrayList<>();
        dashboard.json().path("templating").path("list").forEach(variable -> {
            if (variable.path("type").asText().equals("datasource")) {
                variables.add("${" + variable.path("name").asText() + "}");
            }
        });
        dashboard
                .json()
                .findValues("datasource")
                .forEach(source ->
                        assertThat(variables).contains(source.path("uid").asText()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_say_what_they_show_and_lie_beside_each_other(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.json().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode grid = panel.path("gridPos");
            assertThat(grid.path("x").asInt() + grid.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
            for (int x = 0; x < grid.path("w").asInt(); x++) {
                for (int y = 0; y < grid.path("h").asInt(); y++) {
                    String place =
                            grid.path("x").asInt() + x + " " + (grid.path("y").asInt() + y);
                    assertThat(taken.add(place))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).isNotBlank();
            assertThat(dashboard.queries(panel)).isNotEmpty();
        });
    }

    private List<Error> errors(String definition, JsonNode json) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/grafana/dashboard.schema.json"))) {
            ObjectNode schema = (ObjectNode) mapper.readTree(in);
            schema.put("$ref", "#/definitions/" + definition);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema.toString(), InputFormat.JSON)
                    .validate(json.toString(), InputFormat.JSON);
        }
    }
}
