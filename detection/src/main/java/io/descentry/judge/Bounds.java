package io.descentry.judge;

import static io.descentry.judge.Verdict.RejectReason.RANK_OUT_OF_RANGE;
import static io.descentry.judge.Verdict.RejectReason.TOO_LARGE;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much a sender may make us remember. */
final class Bounds {
    static final int RANKS = 65_536;
    static final int LAYERS = 10_000;
    static final int TEXT = 256;
    static final int ENTRIES = 64;
    static final int VALUE = 1_024;

    private Bounds() {}

    static Optional<Verdict> refuse(StepReading reading) {
        if (reading.layers().layers() > LAYERS) {
            return tooLarge("statistics of " + reading.layers().layers() + " layers");
        }
        return reading.lossTerms().size() > ENTRIES
                ? tooLarge(reading.lossTerms().size() + " loss terms")
                : Optional.empty();
    }

    static Optional<Verdict> refuse(EvalReading reading) {
        if (reading.split().length() > TEXT) {
            return tooLarge("a split name of " + reading.split().length() + " characters");
        }
        return reading.metrics().size() > ENTRIES ? tooLarge(reading.metrics().size() + " metrics") : Optional.empty();
    }

    static Optional<Verdict> refuse(JobFacts facts) {
        if (facts.worldSize() > RANKS) {
            return tooLarge("a world of " + facts.worldSize() + " ranks");
        }
        if (facts.layers().size() > LAYERS) {
            return tooLarge(facts.layers().size() + " layers");
        }
        if (facts.ranks().size() > RANKS) {
            return tooLarge(facts.ranks().size() + " placements");
        }
        for (JobFacts.Placement placement : facts.ranks()) {
            if (placement.rank() < 0 || placement.rank() >= RANKS) {
                return Admission.rejected(RANK_OUT_OF_RANGE, "placement of rank " + placement.rank());
            }
            if (longest(placement.host(), placement.device()) > TEXT) {
                return tooLarge("a host or device name of more than " + TEXT + " characters");
            }
        }
        for (JobFacts.Layer layer : facts.layers()) {
            if (longest(layer.name(), layer.kind(), layer.activation()) > TEXT) {
                return tooLarge("a layer name of more than " + TEXT + " characters");
            }
        }
        int text = longest(
                facts.jobId(),
                facts.name(),
                facts.project(),
                facts.owner(),
                facts.cluster(),
                facts.model(),
                facts.task(),
                facts.lossKind(),
                facts.optimizer(),
                facts.precision());
        if (text > VALUE) {
            return tooLarge("a text of " + text + " characters");
        }
        return refuse("labels", facts.labels()).or(() -> refuse("settings", facts.settings()));
    }

    private static Optional<Verdict> refuse(String what, Map<String, String> entries) {
        if (entries.size() > ENTRIES) {
            return tooLarge(entries.size() + " " + what);
        }
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            if (longest(entry.getKey(), entry.getValue()) > VALUE) {
                return tooLarge(what + " with a text of more than " + VALUE + " characters");
            }
        }
        return Optional.empty();
    }

    private static int longest(@Nullable String... texts) {
        int longest = 0;
        for (String text : texts) {
            longest = Math.max(longest, text == null ? 0 : text.length());
        }
        return longest;
    }

    private static Optional<Verdict> tooLarge(String detail) {
        return Admission.rejected(TOO_LARGE, detail);
    }
}
