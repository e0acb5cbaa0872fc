package io.descentry.it.scenario;

import io.descentry.avro.StepBatch;
import io.descentry.avro.StepSummary;
import io.descentry.it.scenario.ScenarioRecords.Event;
import io.descentry.it.scenario.ScenarioRecords.Sent;
import io.descentry.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of a scenario with steps in batches, sent when they are full, when their first step is old, or before all else that is sent. */
final class Batches {
    private static final int MOST = 8;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final List<Event> events = new ArrayList<>();
    private final List<StepSummary> steps = new ArrayList<>();
    private String job = "";
    private Instant first = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    private Batches() {}

    static List<Event> of(List<Event> single) {
        Batches batches = new Batches();
        single.forEach(batches::add);
        batches.send();
        return batches.events;
    }

    private void add(Event event) {
        if (event instanceof Sent sent && sent.value() instanceof StepSummary step) {
            if (steps.size() == MOST
                    || sent.time().isAfter(first.plus(LONGEST))
                    || !step.getJobId().equals(job)) {
                send();
            }
            job = step.getJobId();
            first = steps.isEmpty() ? sent.time() : first;
            last = sent.time();
            steps.add(step);
        } else {
            send();
            events.add(event);
        }
    }

    private void send() {
        if (!steps.isEmpty()) {
            StepBatch batch = StepBatch.newBuilder()
                    .setJobId(job)
                    .setSteps(List.copyOf(steps))
                    .build();
            events.add(new Sent(Topic.STEP_BATCHES, batch, last));
            steps.clear();
        }
    }
}
