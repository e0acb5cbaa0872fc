package io.descentry.app.api;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a test says that an instance knows. */
final class KnownStates implements States {
    private final int allPartitions;
    private final Set<Integer> served = new TreeSet<>();
    private final Map<Integer, Map<String, JobHealth>> jobs = new HashMap<>();
    private final List<AlertEvent> alerts = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    private final List<String> others = new ArrayList<>();

    KnownStates(int allPartitions) {
        this.allPartitions = allPartitions;
    }

    KnownStates serve(Integer... partitions) {
        served.clear();
        served.addAll(List.of(partitions));
        return this;
    }

    KnownStates knows(String address) {
        others.add(address);
        return this;
    }

    void owner(String jobId, String address) {
        owners.put(jobId, address);
    }

    void add(int partition, JobHealth job) {
        jobs.computeIfAbsent(partition, absent -> new LinkedHashMap<>()).put(job.getJobId(), job);
    }

    void alert(AlertEvent alert) {
        alerts.add(alert);
    }

    @Override
    public Set<Integer> partitions() {
        return served;
    }

    @Override
    public Optional<JobHealth> job(String jobId, Set<Integer> partitions) {
        return partitions.stream()
                .map(partition -> jobs.getOrDefault(partition, Map.of()))
                .filter(known -> known.containsKey(jobId))
                .map(known -> known.get(jobId))
                .findFirst();
    }

    @Override
    public void jobs(Set<Integer> partitions, Consumer<JobHealth> each) {
        partitions.forEach(
                partition -> jobs.getOrDefault(partition, Map.of()).values().forEach(each));
    }

    @Override
    public void alerts(Consumer<AlertEvent> each) {
        alerts.forEach(each);
    }

    @Override
    public int allPartitions() {
        return allPartitions;
    }

    @Override
    public Optional<String> ownerOf(String jobId) {
        return Optional.ofNullable(owners.get(jobId));
    }

    @Override
    public Collection<String> others() {
        return others;
    }
}
