package io.descentry.app.bridge;

import io.descentry.app.service.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known about the bridge's health, told by several threads. */
final class BridgeHealth {
    private final Clock clock;
    private final Duration silence;
    private final Supplier<List<Delivery>> deliveries;
    private @Nullable String missing = "starting";
    private @Nullable String failure;
    private @Nullable Instant answered;
    private String brokers = "";

    /** @param silence for how long the brokers may be silent before the bridge is not ready */
    BridgeHealth(Clock clock, Duration silence, Supplier<List<Delivery>> deliveries) {
        this.clock = clock;
        this.silence = silence;
        this.deliveries = deliveries;
    }

    synchronized void waitsFor(String reason) {
        missing = reason;
    }

    /** All is read, and what comes is. */
    synchronized void reads() {
        missing = null;
    }

    /** Nothing goes on without a restart. */
    synchronized void failed(String reason) {
        failure = reason;
    }

    synchronized void brokersAnswered(String where) {
        brokers = where;
        answered = clock.instant();
    }

    synchronized Status status() {
        if (failure != null) {
            return Status.failed(failure);
        }
        if (missing != null) {
            return Status.starting(List.of(missing));
        }
        List<String> reasons = new ArrayList<>();
        if (answered != null && answered.plus(silence).isBefore(clock.instant())) {
            reasons.add("the Kafka brokers (" + brokers + ") have not answered for "
                    + Duration.between(answered, clock.instant()).toSeconds() + " s");
        }
        List<String> troubles = deliveries.get().stream()
                .map(Delivery::trouble)
                .filter(Objects::nonNull)
                .toList();
        // One that takes alerts is enough: those of a cluster tell each other whom they told.
        if (troubles.size() == deliveries.get().size()) {
            reasons.addAll(troubles);
        }
        return new Status(true, reasons.isEmpty(), reasons);
    }
}
