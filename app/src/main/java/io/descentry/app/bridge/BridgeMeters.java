package io.descentry.app.bridge;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** What the bridge counts. */
final class BridgeMeters {
    private BridgeMeters() {}

    static void register(MeterRegistry registry, OpenAlerts alerts, TableReader reader, List<Delivery> deliveries) {
        for (String severity : List.of("critical", "warning", "info")) {
            Gauge.builder("descentry.bridge.open.alerts", alerts, it -> it.open(severity))
                    .description("Alerts that are open in descentry.alerts")
                    .tag("severity", severity)
                    .register(registry);
        }
        Gauge.builder("descentry.bridge.ends", alerts, OpenAlerts::ends)
                .description(
                        "Alerts that are over and are told as such until every Alertmanager knows for some minutes")
                .register(registry);
        Gauge.builder("descentry.bridge.left.out.alerts", alerts, OpenAlerts::leftOut)
                .description("Open alerts that are not told because alertmanager.alerts.max is reached")
                .register(registry);
        FunctionCounter.builder("descentry.bridge.dropped.ends", alerts, OpenAlerts::droppedEnds)
                .description(
                        "Ends that were given up before every Alertmanager knew, for want of room; alerts end there by themselves")
                .register(registry);
        FunctionCounter.builder("descentry.bridge.unreadable.records", reader, TableReader::unreadable)
                .description("Records of descentry.alerts that could not be read")
                .register(registry);
        for (Delivery delivery : deliveries) {
            FunctionCounter.builder("descentry.bridge.alerts.taken", delivery, Delivery::taken)
                    .description("Alerts that an Alertmanager took, counted each time")
                    .tag("alertmanager", delivery.name())
                    .register(registry);
            FunctionCounter.builder("descentry.bridge.post.refusals", delivery, Delivery::refusals)
                    .description("Posts in which an Alertmanager refused something for good; the log says what")
                    .tag("alertmanager", delivery.name())
                    .register(registry);
            FunctionCounter.builder("descentry.bridge.post.failures", delivery, Delivery::failures)
                    .description("Posts that an Alertmanager did not take, and that are made again until it does")
                    .tag("alertmanager", delivery.name())
                    .register(registry);
            Gauge.builder("descentry.bridge.waiting.changes", delivery, Delivery::waiting)
                    .description("Changes that an Alertmanager does not know yet")
                    .tag("alertmanager", delivery.name())
                    .register(registry);
            Gauge.builder("descentry.bridge.answered.timestamp.seconds", delivery, Delivery::answeredAt)
                    .description("When an Alertmanager last knew everything; seconds since the epoch, 0 for never")
                    .tag("alertmanager", delivery.name())
                    .register(registry);
        }
    }
}
