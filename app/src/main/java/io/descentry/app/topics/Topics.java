package io.descentry.app.topics;

import io.descentry.app.service.Causes;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the product and compares them with a plan; changes nothing that is there. */
public final class Topics {
    private final Admin admin;

    public Topics(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates what is missing.
     *
     * @throws IOException if the brokers do not answer or refuse
     */
    public List<TopicReport> create(TopicPlan plan) throws IOException, InterruptedException {
        List<NewTopic> wanted = Stream.of(Topic.values()).map(plan::newTopic).toList();
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(wanted).values();
        Set<Topic> created = EnumSet.noneOf(Topic.class);
        for (Topic topic : Topic.values()) {
            try {
                Objects.requireNonNull(answers.get(topic.topicName())).get();
                created.add(topic);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failed("cannot create " + topic.topicName(), e);
                }
            }
        }
        return reports(plan, created);
    }

    /**
     * Compares what is there with a plan.
     *
     * @throws IOException if the brokers do not answer or refuse
     */
    public List<TopicReport> describe(TopicPlan plan) throws IOException, InterruptedException {
        return reports(plan, Set.of());
    }

    private List<TopicReport> reports(TopicPlan plan, Set<Topic> created) throws IOException, InterruptedException {
        Map<Topic, TopicDescription> found = found(created);
        Map<ConfigResource, Config> configs = configs(found.keySet());
        List<TopicReport> reports = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            TopicDescription description = found.get(topic);
            if (description == null) {
                reports.add(new TopicReport(topic.topicName(), TopicReport.State.MISSING, 0, 0, List.of()));
                continue;
            }
            int partitions = description.partitions().size();
            int copies = description.partitions().get(0).replicas().size();
            List<String> differences =
                    differences(plan, topic, partitions, copies, Objects.requireNonNull(configs.get(resource(topic))));
            TopicReport.State state = created.contains(topic) ? TopicReport.State.CREATED : TopicReport.State.EXISTS;
            reports.add(new TopicReport(topic.topicName(), state, partitions, copies, differences));
        }
        return reports;
    }

    private static List<String> differences(TopicPlan plan, Topic topic, int partitions, int copies, Config config) {
        List<String> differences = new ArrayList<>();
        if (partitions != plan.partitionsOf(topic)) {
            differences.add(partitions + " partitions, not " + plan.partitionsOf(topic));
        }
        if (plan.replicationFactor() > 0 && copies != plan.replicationFactor()) {
            differences.add(copies + " copies, not " + plan.replicationFactor());
        }
        topic.settings().configs().forEach((name, wanted) -> {
            String value = config.get(name).value();
            if (!wanted.equals(value)) {
                differences.add(name + "=" + value + ", not " + wanted);
            }
        });
        return differences;
    }

    /** A topic that was just created may take a moment to be known to the broker that is asked. */
    private Map<Topic, TopicDescription> found(Set<Topic> created) throws IOException, InterruptedException {
        Map<Topic, TopicDescription> found = new EnumMap<>(Topic.class);
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        Stream.of(Topic.values()).map(Topic::topicName).toList())
                .topicNameValues();
        for (Topic topic : Topic.values()) {
            try {
                found.put(
                        topic,
                        Objects.requireNonNull(answers.get(topic.topicName())).get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed("cannot describe " + topic.topicName(), e);
                }
            }
        }
        return found.keySet().containsAll(created) ? found : found(created);
    }

    private Map<ConfigResource, Config> configs(Set<Topic> topics) throws IOException, InterruptedException {
        try {
            return admin.describeConfigs(topics.stream().map(Topics::resource).toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw failed("cannot read the settings of the topics", e);
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }

    private static IOException failed(String what, ExecutionException e) {
        return new IOException(what + ": " + Causes.of(e), e);
    }
}
