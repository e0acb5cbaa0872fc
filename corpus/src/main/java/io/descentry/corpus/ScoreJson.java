package io.descentry.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/** A scorecard for programs. */
public final class ScoreJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScoreJson() {}

    /** The scorecard as one JSON object; what could not be measured is null. */
    public static String of(Scorecard card) {
        ObjectNode root = JSON.createObjectNode();
        root.put("runs", card.runs());
        put(root, "macro_recall", card.macroRecall());
        ArrayNode kinds = root.putArray("kinds");
        card.kinds().forEach(kind -> kinds.add(kind(kind)));
        ObjectNode healthy = root.putObject("healthy");
        healthy.put("runs", card.healthyRuns());
        healthy.put("alarmed", card.alarmed().size());
        healthy.put("share", card.alarmedShare());
        ObjectNode names = healthy.putObject("names");
        card.alarmed().forEach((run, reported) -> {
            ArrayNode of = names.putArray(run);
            reported.forEach(of::add);
        });
        ObjectNode undetectable = root.putObject("not_detected_by_this_version");
        card.undetectable().forEach(undetectable::put);
        return root.toPrettyString();
    }

    private static ObjectNode kind(KindScore score) {
        ObjectNode kind = JSON.createObjectNode();
        kind.put("kind", score.kind());
        kind.put("labelled", score.labelled());
        kind.put("detected", score.detected());
        kind.put("missed", score.missed().size());
        kind.put("false_alarms", score.falseAlarms().size());
        put(kind, "recall", score.recall());
        put(kind, "median_delay_steps", score.medianDelay());
        if (score.worstDelay().isPresent()) {
            kind.put("worst_delay_steps", score.worstDelay().getAsLong());
        } else {
            kind.putNull("worst_delay_steps");
        }
        ArrayNode missed = kind.putArray("missed_runs");
        score.missed().forEach(missed::add);
        ArrayNode alarms = kind.putArray("false_alarm_runs");
        score.falseAlarms()
                .forEach(
                        alarm -> alarms.addObject().put("run", alarm.run()).put("detected_step", alarm.detectedStep()));
        return kind;
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }
}
