package io.descentry.it.sink;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.it.support.Webhook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a receiver was told by Alertmanager so far. */
record Told(List<Webhook.Message> messages) {

    /** Fingerprints of alerts that somebody was told of as firing. */
    Set<String> firing() {
        Set<String> fingerprints = new TreeSet<>();
        for (Webhook.Message message : messages) {
            for (JsonNode alert : message.json().path("alerts")) {
                if (alert.path("status").asText().equals("firing")) {
                    fingerprints.add(label(alert, "fingerprint"));
                }
            }
        }
        return fingerprints;
    }

    /** Messages that say of a group what the one before said of it: told twice. */
    List<String> repeated() {
        Map<String, Set<String>> last = new HashMap<>();
        List<String> repeated = new ArrayList<>();
        for (Webhook.Message message : messages) {
            Set<String> said = new TreeSet<>();
            for (JsonNode alert : message.json().path("alerts")) {
                said.add(label(alert, "fingerprint") + " " + label(alert, "severity") + " "
                        + label(alert, "incident") + " "
                        + alert.path("startsAt").asText() + " "
                        + alert.path("status").asText());
            }
            String group =
                    message.receiver() + " " + message.json().path("groupKey").asText();
            if (said.equals(last.put(group, said))) {
                repeated.add(group + ": " + said);
            }
        }
        return repeated;
    }

    /** Alerts that called somebody although they are part of an incident that did. */
    List<String> members() {
        List<String> members = new ArrayList<>();
        for (Webhook.Message message : messages) {
            for (JsonNode alert : message.json().path("alerts")) {
                if (!message.receiver().equals("reading")
                        && label(alert, "pages").equals("false")) {
                    members.add(message.receiver() + ": " + alert.path("labels"));
                }
            }
        }
        return members;
    }

    private static String label(JsonNode alert, String name) {
        return alert.path("labels").path(name).asText();
    }
}
