package io.descentry.judge;

import static io.descentry.judge.Verdict.RejectReason.RANK_OUT_OF_RANGE;
import static io.descentry.judge.Verdict.RejectReason.TOO_LARGE;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How much a sender may make us remember: the bounds that the schemas state. */
final class Bounds {
    static final int RANKS = 65_536;
    static final int LAYERS = 20_000;
    static final int JOB_ID = 256;
    static final int TEXT = 512;
    static final int ENTRIES = 64;

    private Bounds() {}

    static Optional<Verdict> refuse(StepReading reading) {
        if (reading.layers().layers() > LAYERS) {
            return tooLarge("statistics of " + reading.layers().layers() + " layers");
        }
        Terms terms = reading.lossTerms();
        int longest = 0;
        for (int i = 0; i < terms.size(); i++) {
            longest = Math.max(longest, terms.name(i).length());
        }
        if (terms.size() > ENTRIES) {
            return tooLarge(terms.size() + " loss terms");
        }
        return longest > TEXT ? tooLong("a name in loss terms", longest) : Optional.empty();
    }

    static Optional<Verdict> refuse(EvalReading reading) {
        return texts("a split name", Stream.of(reading.split())).or(() -> names("metrics", reading.metrics()));
    }

    static Optional<Verdict> refuse(JobFacts facts) {
        return refuseId(facts.jobId())
                .or(() -> placements(facts))
                .or(() -> layers(facts.layers()))
                .or(() -> texts("a text", texts(facts)))
                .or(() -> entries("labels", facts.labels()))
                .or(() -> entries("settings", facts.settings()));
    }

    static Optional<Verdict> refuseId(String jobId) {
        return jobId.isEmpty() || jobId.length() > JOB_ID
                ? tooLarge("a job id of " + jobId.length() + " characters, must be 1 to " + JOB_ID)
                : Optional.empty();
    }

    private static Optional<Verdict> placements(JobFacts facts) {
        int world = facts.worldSize();
        if (world < 1 || world > RANKS) {
            return Admission.rejected(RANK_OUT_OF_RANGE, "a world of " + world + " ranks, must be 1 to " + RANKS);
        }
        BitSet placed = new BitSet(world);
        for (JobFacts.Placement placement : facts.ranks()) {
            int rank = placement.rank();
            if (rank < 0 || rank >= world) {
                return Admission.rejected(RANK_OUT_OF_RANGE, "a placement of rank " + rank + " of " + world);
            }
            if (placed.get(rank)) {
                return tooLarge("more than one placement of rank " + rank);
            }
            placed.set(rank);
        }
        return texts(
                "a host, device or rack name",
                facts.ranks().stream().flatMap(place -> Stream.of(place.host(), place.device(), place.rack())));
    }

    private static Optional<Verdict> layers(List<JobFacts.Layer> layers) {
        if (layers.size() > LAYERS) {
            return tooLarge(layers.size() + " layers");
        }
        if (layers.stream().anyMatch(layer -> layer.name().isEmpty())) {
            return tooLarge("a layer name of 0 characters, must be 1 to " + TEXT);
        }
        return texts(
                "the name, kind or activation of a layer",
                layers.stream().flatMap(layer -> Stream.of(layer.name(), layer.kind(), layer.activation())));
    }

    private static Stream<@Nullable String> texts(JobFacts facts) {
        return Stream.of(
                facts.name(),
                facts.project(),
                facts.owner(),
                facts.cluster(),
                facts.model(),
                facts.task(),
                facts.lossKind(),
                facts.optimizer(),
                facts.precision(),
                facts.origin().image(),
                facts.origin().dataset(),
                facts.origin().referenceJob());
    }

    private static Optional<Verdict> entries(String what, Map<String, String> entries) {
        return names(what, entries).or(() -> texts("a value in " + what, entries.values().stream()));
    }

    private static Optional<Verdict> names(String what, Map<String, ?> entries) {
        return entries.size() > ENTRIES
                ? tooLarge(entries.size() + " " + what)
                : texts("a name in " + what, entries.keySet().stream());
    }

    private static Optional<Verdict> texts(String what, Stream<? extends @Nullable String> texts) {
        int longest =
                texts.mapToInt(text -> text == null ? 0 : text.length()).max().orElse(0);
        return longest > TEXT ? tooLong(what, longest) : Optional.empty();
    }

    private static Optional<Verdict> tooLong(String what, int characters) {
        return tooLarge(what + " of " + characters + " characters, at most " + TEXT);
    }

    private static Optional<Verdict> tooLarge(String detail) {
        return Admission.rejected(TOO_LARGE, detail);
    }
}
