package io.descentry.app.api;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobHealth;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What this instance knows, and who knows the rest. */
interface States {

    /** Partitions of jobs that this instance can answer for now. */
    Set<Integer> partitions() throws NotAll;

    /** How a job of those partitions stands. */
    Optional<JobHealth> job(String jobId, Set<Integer> partitions) throws NotAll;

    /** All jobs of those partitions. */
    void jobs(Set<Integer> partitions, Consumer<JobHealth> each) throws NotAll;

    /** All open alerts of all jobs. */
    void alerts(Consumer<AlertEvent> each) throws NotAll;

    /** Number of partitions that jobs are spread over. */
    int allPartitions() throws NotAll;

    /** The address of the instance that ought to have a job, as {@code http://host:port}; empty if it is this one or is unknown. */
    Optional<String> ownerOf(String jobId);

    /** The addresses of all other instances that have jobs. */
    Collection<String> others() throws NotAll;
}
