package io.descentry.benchmarks.peer;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;

/** What this process has used so far. */
final class Gauge implements AutoCloseable {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Peer.Running running;
    private final String changelogs;
    private final Admin admin;

    /**
     * A reading.
     *
     * @param logged bytes of its changelogs on the broker
     */
    record Reading(long records, long nanos, long cpuNanos, long allocated, long logged) {
        Slice since(Reading start, boolean whole, Told told) {
            return new Slice(
                    records,
                    records - start.records,
                    nanos - start.nanos,
                    cpuNanos - start.cpuNanos,
                    allocated - start.allocated,
                    logged - start.logged,
                    whole,
                    told.count(),
                    told.digest());
        }
    }

    Gauge(Lap lap, Peer.Running running) {
        this.running = running;
        changelogs = lap.id() + "-";
        admin = Admin.create(Map.of("bootstrap.servers", lap.bootstrap()));
    }

    Reading read() throws Exception {
        long logged = logged();
        return new Reading(running.records(), System.nanoTime(), system.getProcessCpuTime(), allocated(), logged);
    }

    /** By threads that live: none ends while it is measured. */
    private long allocated() {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private long logged() throws Exception {
        var brokers = admin.describeCluster().nodes().get().stream()
                .map(node -> node.id())
                .toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .map(LogDirDescription::replicaInfos)
                .flatMap(replicas -> replicas.entrySet().stream())
                .filter(replica -> replica.getKey().topic().startsWith(changelogs))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
