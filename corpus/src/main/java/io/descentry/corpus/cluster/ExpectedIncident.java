package io.descentry.corpus.cluster;

import java.util.Set;

/**
 * An incident of several jobs that the cluster deserves.
 *
 * @param fault what was done
 * @param value name of the host, rack or data set
 * @param members ids of the jobs that it strikes
 * @param fromMillis when it begins, milliseconds since the epoch
 */
public record ExpectedIncident(FleetFault fault, String value, Set<String> members, long fromMillis) {
    public ExpectedIncident {
        members = Set.copyOf(members);
    }
}
