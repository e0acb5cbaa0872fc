package io.descentry.benchmarks.peer;

import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.schemas.Topic;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The product, as {@code serve} runs it. */
final class ProductPeer implements Peer {
    private static final String[] TOTAL = {"records-total"};
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public Running start(Lap lap) throws Exception {
        Path state = Files.createTempDirectory("descentry-bench-");
        Settings settings = Settings.of(Map.of(
                "kafka.bootstrap.servers",
                lap.bootstrap(),
                "schema.registry.url",
                lap.registry(),
                "server.port",
                "0",
                "kafka.application.id",
                lap.id(),
                "kafka.state.dir",
                state.toString(),
                "kafka.num.stream.threads",
                "" + lap.threads(),
                "kafka.commit.interval.ms",
                "" + lap.commitMillis(),
                // It must be above the time between two commits.
                "kafka.producer.transaction.timeout.ms",
                "" + Math.max(15_000, 2 * lap.commitMillis())));
        Service service = Service.start(settings);
        if (!service.awaitReady(PATIENCE)) {
            throw new IllegalStateException(
                    "not ready: " + String.join("; ", service.status().reasons()));
        }
        return new Running() {
            @Override
            public long records() {
                return counted();
            }

            @Override
            public void close() throws Exception {
                if (!service.status().live()) {
                    throw new IllegalStateException(
                            String.join("; ", service.status().reasons()));
                }
                service.close();
                Directories.delete(state);
            }

            @Override
            public Told told() throws Exception {
                return Published.read(lap);
            }
        };
    }

    /** What the service counts itself, and shows to everyone as a metric. */
    private static long counted() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            ObjectName all = new ObjectName("kafka.streams:type=stream-descentry-metrics,*");
            double sum = 0;
            for (ObjectName bean : beans.queryNames(all, null)) {
                String which = bean.getKeyProperty("which");
                if (which != null && which.contains(Topic.STEPS.topicName())) {
                    // A meter that is just made may have its rate and not yet its total.
                    for (Attribute total : beans.getAttributes(bean, TOTAL).asList()) {
                        sum += (double) total.getValue();
                    }
                }
            }
            return (long) sum;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
