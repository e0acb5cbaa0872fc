package io.descentry.app.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What is known about the service's health, told by several threads. */
final class Health {
    private final Clock clock;
    private final Duration silence;

    private List<String> missing = List.of("starting");
    private KafkaStreams.@Nullable State state;
    private @Nullable String failure;
    private @Nullable Instant answered;
    private String brokers = "the Kafka brokers";

    /** @param silence for how long the brokers may be silent before the service is not ready */
    Health(Clock clock, Duration silence) {
        this.clock = clock;
        this.silence = silence;
    }

    /** The start waits for something. */
    synchronized void waitsFor(List<String> reasons) {
        missing = List.copyOf(reasons);
    }

    synchronized void streamsAre(KafkaStreams.State now) {
        state = now;
        notifyAll();
    }

    /** Waits until the service is ready or is no longer live; tells whether it is ready. */
    synchronized boolean awaitReady(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (Status now = status(); now.live() && !now.ready(); now = status()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return status().ready();
    }

    /** Nothing goes on without a restart. */
    synchronized void failed(String reason) {
        failure = reason;
        notifyAll();
    }

    /** The brokers gave a sign of life. */
    synchronized void brokersAnswered(String where) {
        brokers = "the Kafka brokers (" + where + ")";
        answered = clock.instant();
    }

    synchronized Status status() {
        if (failure != null) {
            return Status.failed(failure);
        }
        if (state == null) {
            return Status.starting(missing);
        }
        return switch (state) {
            case ERROR, PENDING_ERROR -> Status.failed("Kafka Streams has stopped after an error; see the log");
            case PENDING_SHUTDOWN, NOT_RUNNING -> Status.failed("stopping");
            case CREATED, REBALANCING, RUNNING -> running(state);
        };
    }

    private Status running(KafkaStreams.State now) {
        List<String> reasons = new ArrayList<>();
        if (now != KafkaStreams.State.RUNNING) {
            reasons.add("Kafka Streams is " + now + ": partitions are being assigned or state is being restored");
        }
        if (answered != null && answered.plus(silence).isBefore(clock.instant())) {
            long seconds = Duration.between(answered, clock.instant()).toSeconds();
            reasons.add(brokers + " have not answered for " + seconds + " s");
        }
        return new Status(true, reasons.isEmpty(), reasons);
    }
}
