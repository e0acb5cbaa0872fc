package io.descentry.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link LocalCluster} keeps its data and listens.
 *
 * @param dataDirectory what survives a restart; null for a temporary directory that is deleted at the end
 * @param host address to bind; loopback unless the caller says otherwise
 * @param advertisedHost name under which clients reach this machine; what {@code host} says if that names one address
 * @param brokerPort 0 to 65535; 0 picks a free port at each start
 * @param registryPort 0 to 65535; 0 picks a free port at each start
 */
public record LocalClusterSettings(
        @Nullable Path dataDirectory, String host, String advertisedHost, int brokerPort, int registryPort) {

    static final String LOOPBACK = "127.0.0.1";

    public LocalClusterSettings {
        if (host.isBlank() || advertisedHost.isBlank()) {
            throw new IllegalArgumentException("host and advertised host must not be blank");
        }
        if (Addresses.isWildcard(advertisedHost)) {
            throw new IllegalArgumentException(
                    "clients cannot connect to " + advertisedHost + ": name an advertised host beside it");
        }
        checkPort("broker port", brokerPort);
        checkPort("registry port", registryPort);
    }

    /** Loopback, free ports, a temporary directory. */
    public static LocalClusterSettings temporary() {
        return new LocalClusterSettings(null, LOOPBACK, LOOPBACK, 0, 0);
    }

    /** Loopback, free ports, data kept in a directory, which is created if it is not there. */
    public static LocalClusterSettings durable(Path dataDirectory) {
        return new LocalClusterSettings(dataDirectory, LOOPBACK, LOOPBACK, 0, 0);
    }

    /** The same with other ports; 0 picks a free one. */
    public LocalClusterSettings withPorts(int broker, int registry) {
        return new LocalClusterSettings(dataDirectory, host, advertisedHost, broker, registry);
    }

    /** The same, listening elsewhere. Everyone who reaches that address may read and write everything. */
    public LocalClusterSettings withHost(String bind, String advertised) {
        return new LocalClusterSettings(dataDirectory, bind, advertised, brokerPort, registryPort);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + " must be between 0 and 65535, not " + port);
        }
    }
}
