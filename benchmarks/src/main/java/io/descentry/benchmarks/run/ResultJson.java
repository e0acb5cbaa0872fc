package io.descentry.benchmarks.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.benchmarks.peer.Costs;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.util.Locale;

/** A result as one JSON object: what is promised as numbers at the top, what stands behind it below. */
final class ResultJson {
    private ResultJson() {}

    static String of(Result result) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        Rounds rounds = result.rounds;
        if (rounds.has(Peers.PRODUCT) && rounds.has(Peers.LIMIT)) {
            json.put("rate_vs_limit", result.rateVsLimit().median());
            json.put("cpu_vs_limit", result.cpuVsLimit().median());
        }
        if (rounds.has(Peers.PRODUCT) && rounds.has(Peers.TEXTBOOK)) {
            json.put("textbook_cpu_vs_ours", result.cpuVsOurs(Peers.TEXTBOOK).median());
        }
        if (rounds.has(Peers.PRODUCT) && rounds.has(Peers.FLINK)) {
            json.put("flink_cpu_vs_ours", result.cpuVsOurs(Peers.FLINK).median());
        }
        Costs costs = result.costs;
        if (costs != null) {
            json.put("decode_ns", costs.decodeNanos());
            json.put("decode_bytes", costs.decodeBytes());
            json.put("detectors_ns", costs.detectorNanos());
            json.put("state_bytes_per_job", costs.stateBytes());
            json.put("state_bytes_per_layer", costs.layerBytes());
        }
        Result.Live live = result.live;
        if (live != null) {
            json.put("latency_p99_ms", live.latency().at(0.99));
            json.put("latency_p50_ms", live.latency().at(0.5));
            json.put("latency_alerts", live.latency().count());
            json.put("latency_at_records_per_s", live.rate());
            json.put("highest_records_per_s", live.highest());
        }
        json.put("began", result.began.toString());
        json.put("machine", result.machine.text());
        ObjectNode peers = json.putObject("peers");
        for (Peers peer : Peers.values()) {
            if (rounds.has(peer)) {
                put(peers.putObject(peer.name().toLowerCase(Locale.ROOT)), rounds, peer);
            }
        }
        ArrayNode grid = json.putArray("grid");
        for (Result.Row row : result.grid) {
            ObjectNode cell = grid.addObject().put("what", row.cell().what());
            put(cell, row.rounds(), Peers.PRODUCT);
            if (row.rounds().has(Peers.LIMIT)) {
                put(cell.putObject("limit"), row.rounds(), Peers.LIMIT);
            }
        }
        return json.toPrettyString();
    }

    private static void put(ObjectNode to, Rounds rounds, Peers peer) {
        put(to.putObject("records_per_s"), rounds.of(peer, Slice::rate));
        put(to.putObject("cpu_us"), rounds.of(peer, Slice::cpuMicros));
        put(to.putObject("allocated_bytes"), rounds.of(peer, Slice::garbage));
        put(to.putObject("changelog_bytes_per_s"), rounds.of(peer, Slice::loggedPerSecond));
    }

    private static void put(ObjectNode to, Spread spread) {
        to.put("median", spread.median()).put("low", spread.low()).put("high", spread.high());
    }
}
