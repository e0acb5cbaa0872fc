package io.descentry.app.service;

import io.descentry.app.settings.Settings;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What must be there before records can be judged: topics on the brokers, schemas in the registry. */
final class Prerequisites {
    private static final long PATIENCE_SECONDS = 15;
    private static final List<Topic> INPUTS = Topic.byJob();

    private final Settings settings;
    private final Admin admin;
    private final SchemaRegistry registry;
    private int jobPartitions;

    Prerequisites(Settings settings, Admin admin, SchemaRegistry registry) {
        this.settings = settings;
        this.admin = admin;
        this.registry = registry;
    }

    /** What is missing, in sentences; empty if nothing is. */
    List<String> missing() throws InterruptedException {
        List<String> missing = new ArrayList<>(topics());
        missing.addAll(schemas());
        return missing;
    }

    private List<String> topics() throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        Stream.of(Topic.values()).map(Topic::topicName).toList())
                .topicNameValues();
        Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
        TreeSet<String> absent = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            try {
                TopicDescription found =
                        Objects.requireNonNull(answers.get(topic.topicName())).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                partitions.put(topic, found.partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    return List.of("Kafka at " + settings.bootstrapServers() + ": " + Causes.of(e));
                }
                absent.add(topic.topicName());
            } catch (TimeoutException e) {
                return List.of("Kafka at " + settings.bootstrapServers() + " does not answer");
            }
        }
        if (!absent.isEmpty()) {
            return List.of("These topics are missing (create them with: descentry topics create): "
                    + String.join(", ", absent));
        }
        jobPartitions = Objects.requireNonNull(partitions.get(Topic.STEPS));
        return unequal(partitions);
    }

    /** Number of partitions that jobs are spread over; 0 until the topics were found. */
    int jobPartitions() {
        return jobPartitions;
    }

    /** One task owns a job only if its records are in the same partition of each input. */
    private static List<String> unequal(Map<Topic, Integer> partitions) {
        if (INPUTS.stream().map(partitions::get).distinct().count() == 1) {
            return List.of();
        }
        List<String> each = INPUTS.stream()
                .map(topic -> topic.topicName() + " has " + partitions.get(topic))
                .toList();
        return List.of("These topics must have the same number of partitions: " + String.join(", ", each));
    }

    private List<String> schemas() {
        List<String> missing = new ArrayList<>();
        for (Topic topic :
                List.of(Topic.ALERT_EVENTS, Topic.ALERTS, Topic.JOB_HEALTH, Topic.PEER_REPORTS, Topic.PEER_NOTES)) {
            try {
                registry.idOf(topic.subject(), Schemas.text(topic));
            } catch (SchemaRegistryException.NotFound e) {
                missing.add("The registry has no schema of ours in subject " + topic.subject()
                        + " (register it with: descentry schemas register)");
            } catch (SchemaRegistryException e) {
                return List.of("The schema registry: " + e.getMessage());
            }
        }
        return missing;
    }
}
