package io.descentry.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.corpus.CauseScore.Case;
import java.util.Collection;
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
        put(root, "macro_precision", card.macroPrecision());
        ArrayNode kinds = root.putArray("kinds");
        card.kinds().forEach(kind -> kinds.add(kind(kind)));
        root.set("causes", causes(card.causes()));
        root.set("ranks", ranks(card.ranks()));
        root.set("healthy", healthy(card.healthy()));
        ObjectNode faulty = root.putObject("faulty");
        faulty.put("runs", card.faultyRuns());
        faulty.put("alerts_of_no_label", card.strays());
        put(faulty, "alerts_of_no_label_per_run", card.straysPerFaultyRun());
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
        kind.set("missed_runs", names(score.missed()));
        ArrayNode alarms = kind.putArray("false_alarm_runs");
        score.falseAlarms()
                .forEach(
                        alarm -> alarms.addObject().put("run", alarm.run()).put("detected_step", alarm.detectedStep()));
        put(kind, "precision", score.precision());
        kind.set("causes", causes(score.causes()));
        return kind;
    }

    private static ObjectNode causes(CauseScore score) {
        ObjectNode causes = JSON.createObjectNode();
        causes.put("cases", score.cases().size());
        causes.put("first", score.first());
        causes.put("among_three", score.shortlisted());
        put(causes, "first_share", score.firstShare());
        put(causes, "among_three_share", score.shortlistedShare());
        ArrayNode wrong = causes.putArray("not_first");
        score.cases().stream().filter(one -> !one.first()).forEach(one -> wrong.add(wrong(one)));
        return causes;
    }

    private static ObjectNode ranks(RankScore score) {
        ObjectNode ranks = JSON.createObjectNode();
        ranks.put("cases", score.cases().size());
        ranks.put("right", score.right());
        put(ranks, "share", score.share());
        ArrayNode rows = ranks.putArray("rows");
        for (RankScore.Case one : score.cases()) {
            ObjectNode row = rows.addObject();
            row.put("run", one.run()).put("kind", one.kind()).put("rank", one.labelled());
            row.put("detected", one.detected());
            if (one.named() < 0) {
                row.putNull("named");
            } else {
                row.put("named", one.named());
            }
        }
        return ranks;
    }

    private static ObjectNode wrong(Case one) {
        ObjectNode wrong = JSON.createObjectNode();
        wrong.put("run", one.run());
        wrong.put("kind", one.kind());
        wrong.set("accepted", names(one.accepted().stream().sorted().toList()));
        wrong.set("named", names(one.named()));
        return wrong;
    }

    private static ObjectNode healthy(HealthyScore score) {
        ObjectNode healthy = JSON.createObjectNode();
        healthy.put("runs", score.runs());
        healthy.put("alarmed", score.alarmed().size());
        healthy.put("share", score.alarmedShare().orElse(0));
        ObjectNode names = healthy.putObject("names");
        score.alarmed().forEach((run, reported) -> names.set(run, names(reported)));
        healthy.put("steps", score.steps());
        healthy.put("alarms", score.alarms());
        put(healthy, "alarms_per_run", score.alarmsPerRun());
        put(healthy, "alarms_per_thousand_steps", score.alarmsPerThousandSteps());
        return healthy;
    }

    private static ArrayNode names(Collection<String> names) {
        ArrayNode array = JSON.createArrayNode();
        names.forEach(array::add);
        return array;
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }
}
