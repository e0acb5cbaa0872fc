package io.descentry.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.alert.AlertChange;
import io.descentry.detect.Evidence;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.reading.JobFacts;
import io.descentry.topology.AlertEvents;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertJsonTest {
    @Test
    void a_line_has_exactly_the_fields_that_scripts_rely_on() throws JsonProcessingException {
        JsonNode line = new ObjectMapper().readTree(AlertJson.of(AlertEvents.of(change(-1, null))));

        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly(
                        "job_id",
                        "kind",
                        "status",
                        "severity",
                        "subject",
                        "rank",
                        "layer",
                        "first_step",
                        "last_step",
                        "detected_step",
                        "evidence",
                        "causes");
        assertThat(line.get("status").textValue()).isEqualTo("FIRING");
        assertThat(line.get("severity").textValue()).isEqualTo("critical");
        assertThat(line.get("rank").isNull()).isTrue();
        assertThat(line.get("layer").isNull()).isTrue();
        assertThat(line.get("first_step").longValue()).isEqualTo(4);
    }

    @Test
    void a_place_is_named_and_numbers_that_json_cannot_hold_are_told_by_kind() throws JsonProcessingException {
        JsonNode line = new ObjectMapper().readTree(AlertJson.of(AlertEvents.of(change(3, "fc1"))));

        assertThat(line.get("rank").intValue()).isEqualTo(3);
        assertThat(line.get("layer").textValue()).isEqualTo("fc1");
        JsonNode evidence = line.get("evidence").get(0);
        assertThat(evidence.get("observed").isNull()).isTrue();
        assertThat(evidence.get("observed_kind").textValue()).isEqualTo("NAN");
        assertThat(evidence.get("window_steps").isNull()).isTrue();
        JsonNode cause = line.get("causes").get(0);
        assertThat(cause.get("id").textValue()).isEqualTo("learning_rate_too_high");
        assertThat(cause.get("score").doubleValue()).isEqualTo(0.75);
    }

    private static AlertChange change(int rank, @Nullable String layer) {
        return new AlertChange(
                "event",
                "fingerprint",
                Kind.NON_FINITE,
                AlertChange.Status.FIRING,
                Severity.CRITICAL,
                1000,
                0,
                JobFacts.unknown("job-1"),
                "loss",
                rank,
                layer,
                4,
                5,
                5,
                900,
                1000,
                -1,
                null,
                "summary",
                "description",
                List.of(new Evidence("loss", 5, Double.NaN, Double.NaN, Double.NaN, 0)),
                List.of(new AlertChange.Cause("learning_rate_too_high", 0.75, "the rate rose")),
                List.of("lower the rate"));
    }
}
