package io.descentry.standalone;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker that is its own controller and stands alone. */
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String BROKER = "PLAINTEXT";

    private BrokerProperties() {}

    static Properties of(Path directory, LocalClusterSettings settings, int brokerPort, int controllerPort) {
        String controller = Addresses.authority(LocalClusterSettings.LOOPBACK, controllerPort);
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", String.valueOf(NODE_ID));
        properties.setProperty("controller.listener.names", CONTROLLER);
        properties.setProperty("inter.broker.listener.name", BROKER);
        // The controller serves nobody but this process, wherever the broker listens.
        properties.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        properties.setProperty(
                "listeners",
                BROKER + "://" + Addresses.authority(settings.host(), brokerPort) + "," + CONTROLLER + "://"
                        + controller);
        properties.setProperty(
                "advertised.listeners",
                BROKER + "://" + Addresses.authority(settings.advertisedHost(), brokerPort) + "," + CONTROLLER + "://"
                        + controller);
        properties.setProperty("log.dirs", directory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        onlyOneReplica(properties);
        small(properties);
        soonBackAfterACrash(properties);
        return properties;
    }

    private static void onlyOneReplica(Properties properties) {
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    /** Quick to start and light: nobody else joins a group late, and one machine needs few partitions and threads. */
    private static void small(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.streams.initial.rebalance.delay.ms", "0");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "4");
        properties.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
    }

    /** A controller lets nobody in under the name of a broker that died until that one's session has run out. */
    private static void soonBackAfterACrash(Properties properties) {
        properties.setProperty("broker.session.timeout.ms", "4000");
        properties.setProperty("broker.heartbeat.interval.ms", "1000");
    }
}
