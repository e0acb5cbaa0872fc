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
                        "causes",
                        "incident",
                        "follows",
                        "pages",
                        "chain");
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
        assertThat(cause.get("for").get(0).textValue()).isEqualTo("it rose from 0.1 to 20");
        assertThat(cause.get("against")).isEmpty();
        assertThat(cause.get("confirm").textValue()).isEqualTo("a tenth of the rate does it");
        assertThat(cause.get("remedies").get(0).textValue()).isEqualTo("lower the rate");
    }

    @Test
    void what_follows_from_an_alert_says_from_which() throws JsonProcessingException {
        JsonNode line = new ObjectMapper().readTree(AlertJson.of(AlertEvents.of(change(-1, null))));

        assertThat(line.get("incident").textValue()).isEqualTo("root");
        assertThat(line.get("follows").textValue()).isEqualTo("before");
        assertThat(line.get("pages").booleanValue()).isFalse();
        assertThat(line.get("chain").textValue()).isEqualTo("loss spike at step 3 -> NaN or infinity at step 4");
    }

    static AlertChange change(int rank, @Nullable String layer) {
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
                List.of(new AlertChange.Cause(
                        "learning_rate_too_high",
                        0.75,
                        "the rate rose",
                        List.of("it rose from 0.1 to 20"),
                        List.of(),
                        "a tenth of the rate does it",
                        List.of("lower the rate"))),
                List.of("lower the rate"),
                new AlertChange.Place(
                        "root",
                        "before",
                        false,
                        "loss spike at step 3 -> NaN or infinity at step 4",
                        List.of("root", "before")),
                null);
    }
}
