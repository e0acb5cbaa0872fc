package io.descentry.app.bridge;

import io.descentry.app.bridge.OpenAlerts.Changes;
import io.descentry.app.bridge.OpenAlerts.Told;
import io.descentry.app.service.Causes;
import io.descentry.app.settings.AlertmanagerSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one Alertmanager what changes, and now and then everything; goes on until it succeeds. */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_IN_A_POST = 100;
    private static final long NOTHING = 0;
    /**
     * How long changes are waited for, so that an incident comes in one go, and how long Alertmanager has to take notice of what
     * mutes before it is told of what is muted: it sends at once what began long ago, as all did after its restart.
     */
    private static final Duration TOGETHER = Duration.ofMillis(250);

    private final OpenAlerts alerts;
    private final int number;
    private final URI address;
    private final AlertmanagerSettings settings;
    private final Post post;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private volatile long known = NOTHING;
    private volatile @Nullable Instant answered;
    private volatile @Nullable String trouble = "was not asked yet";

    /** @param number among the Alertmanagers, from 0 */
    Delivery(OpenAlerts alerts, int number, AlertmanagerSettings settings, Clock clock) {
        this.alerts = alerts;
        this.number = number;
        this.address = settings.addresses().get(number);
        this.settings = settings;
        this.post = new Post(address, settings);
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant all = clock.instant();
        int failed = 0;
        try {
            while (stop.getCount() > 0) {
                Duration patience = Duration.between(clock.instant(), all);
                if (!alerts.await(known, patience.isNegative() ? Duration.ZERO : patience)) {
                    all = clock.instant().plusMillis(settings.backoff().initialInterval());
                    continue;
                }
                stop.await(TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
                boolean everything = !clock.instant().isBefore(all);
                if (tell(everything)) {
                    all = everything ? clock.instant().plus(settings.resend()) : all;
                    failed = 0;
                } else {
                    stop.await(settings.backoff().backoff(failed++), TimeUnit.MILLISECONDS);
                    // It may have been restarted meanwhile, and know nothing.
                    all = clock.instant();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it took them. Nothing to tell is told too: so it is known that it answers. */
    private boolean tell(boolean everything) throws InterruptedException {
        long above = everything ? NOTHING : known;
        Changes changes = alerts.above(above);
        Instant now = clock.instant();
        try {
            int turn = -1;
            for (List<Told> part : inParts(changes.alerts())) {
                int next = part.isEmpty() ? turn : turn(part.get(0));
                if (turn >= 0 && next != turn) {
                    stop.await(TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
                }
                turn = next;
                send(part, now);
            }
        } catch (IOException | RuntimeException e) {
            failures.incrementAndGet();
            if (trouble == null || LOG.isDebugEnabled()) {
                LOG.warn("{} does not take alerts and is tried until it does: {}", address, Causes.of(e));
            }
            trouble = "does not take alerts: " + Causes.of(e);
            return false;
        }
        alerts.taken(number, above, changes.version(), now);
        known = changes.version();
        answered = now;
        if (trouble != null) {
            LOG.info("{} takes alerts", address);
        }
        trouble = null;
        return true;
    }

    private void send(List<Told> part, Instant now) throws IOException, InterruptedException {
        try {
            post.send(part, now);
            taken.addAndGet(part.size());
        } catch (Post.Refused e) {
            refusals.incrementAndGet();
            LOG.error("{} refuses alerts; they are posted again with the others: {}", address, e.getMessage());
        }
    }

    /** What mutes others begins before and ends after them, and is in a request of its own. */
    private static List<List<Told>> inParts(List<Told> alerts) {
        List<Told> sorted = new ArrayList<>(alerts);
        sorted.sort(Comparator.comparingInt(Delivery::turn));
        List<List<Told>> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            boolean full = i == sorted.size() || i - from == MOST_IN_A_POST;
            if (full || turn(sorted.get(i)) != turn(sorted.get(from))) {
                parts.add(sorted.subList(from, i));
                from = i;
            }
        }
        return parts.isEmpty() ? List.of(List.of()) : parts;
    }

    private static int turn(Told alert) {
        if (alert.endedAt() == null) {
            return alert.posting().opensIncident() ? 0 : 1;
        }
        return alert.posting().opensIncident() ? 3 : 2;
    }

    /** Stops after what is under way. */
    void stop() {
        stop.countDown();
        alerts.close();
    }

    /** Who is told: host and port, as a label of metrics. */
    String name() {
        return address.getAuthority();
    }

    /** Why it does not take alerts; null if it does. */
    @Nullable
    String trouble() {
        return trouble == null ? null : address + " " + trouble;
    }

    /** Alerts that it took, counted each time. */
    long taken() {
        return taken.get();
    }

    /** Posts in which it refused something. */
    long refusals() {
        return refusals.get();
    }

    /** Posts that have to be made again. */
    long failures() {
        return failures.get();
    }

    /** Changes that it does not know yet. */
    long waiting() {
        return alerts.waiting(known);
    }

    /** When it last took all that was told; seconds since the epoch, 0 for never. */
    double answeredAt() {
        Instant last = answered;
        return last == null ? 0 : last.toEpochMilli() / 1000.0;
    }
}
