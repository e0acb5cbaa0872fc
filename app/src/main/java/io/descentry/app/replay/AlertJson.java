package io.descentry.app.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.IncidentMember;
import java.util.Locale;

/** Alert events as JSON lines: the fields that scripts rely on and nothing that depends on when a run was judged. An incident of the fleet has three more. */
public final class AlertJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AlertJson() {}

    /** One event as one line without its end; status in capitals, severity in small letters, absent values null. */
    public static String of(AlertEvent event) {
        ObjectNode json = JSON.createObjectNode();
        json.put("job_id", event.getJobId());
        json.put("kind", event.getKind());
        json.put("status", event.getStatus().name());
        json.put("severity", event.getSeverity().name().toLowerCase(Locale.ROOT));
        json.put("subject", event.getSubject());
        json.put("rank", event.getRank());
        json.put("layer", event.getLayer());
        json.put("first_step", event.getFirstStep());
        json.put("last_step", event.getLastStep());
        json.put("detected_step", event.getDetectedStep());
        var evidence = json.putArray("evidence");
        event.getEvidence().forEach(piece -> evidence.add(of(piece)));
        var causes = json.putArray("causes");
        event.getCauses().forEach(cause -> causes.add(of(cause)));
        json.put("incident", event.getIncident());
        json.put("follows", event.getFollows());
        json.put("pages", event.getPages());
        json.put("chain", event.getChain());
        if (event.getFactor() != null) {
            json.put("factor", event.getFactor());
            json.put("factor_value", event.getFactorValue());
            var members = json.putArray("members");
            event.getMembers().forEach(member -> members.add(of(member)));
        }
        return json.toString();
    }

    private static ObjectNode of(IncidentMember member) {
        ObjectNode json = JSON.createObjectNode();
        json.put("job_id", member.getJobId());
        json.put("fingerprint", member.getFingerprint());
        json.put("kind", member.getKind());
        return json;
    }

    private static ObjectNode of(Evidence evidence) {
        ObjectNode json = JSON.createObjectNode();
        json.put("series", evidence.getSeries());
        json.put("step", evidence.getStep());
        json.put("observed", evidence.getObserved());
        json.put("observed_kind", evidence.getObservedKind().name());
        json.put("expected", evidence.getExpected());
        json.put("bar", evidence.getBar());
        json.put("window_steps", evidence.getWindowSteps());
        json.put("text", evidence.getText());
        return json;
    }

    private static ObjectNode of(Cause cause) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", cause.getId());
        json.put("score", cause.getScore());
        json.put("why", cause.getWhy());
        cause.getEvidenceFor().forEach(json.putArray("for")::add);
        cause.getEvidenceAgainst().forEach(json.putArray("against")::add);
        json.put("confirm", cause.getConfirm());
        cause.getRemedies().forEach(json.putArray("remedies")::add);
        return json;
    }
}
