package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka itself says about the settings that are passed through to it. */
final class KafkaSettings {

    /** A setting of Kafka Streams or of its clients has this in front of its own name. */
    static final String PREFIX = "kafka.";

    private static final Pattern SOUNDS_SECRET = Pattern.compile(
            "(?i).*(password|passphrase|secret|token|credential|user\\.info|jaas|private|ssl\\.keystore\\.key).*");

    private final ConfigDef streams = StreamsConfig.configDef();
    private final ConfigDef consumer = ConsumerConfig.configDef();
    private final ConfigDef producer = ProducerConfig.configDef();
    private final ConfigDef admin = AdminClientConfig.configDef();

    /** Prefixes by which Streams addresses one of its clients; the longer ones first. */
    private final Map<String, ConfigDef> clients = Map.of(
            "main.consumer.", consumer,
            "restore.consumer.", consumer,
            "global.consumer.", consumer,
            "consumer.", consumer,
            "producer.", producer,
            "admin.", admin);

    /** The definition that knows a setting (named without {@link #PREFIX}), and the name it has there. */
    private Optional<Known> find(String name) {
        for (Map.Entry<String, ConfigDef> client : clients.entrySet()) {
            String prefix = client.getKey();
            if (name.startsWith(prefix) && client.getValue().names().contains(name.substring(prefix.length()))) {
                return Optional.of(new Known(client.getValue(), name.substring(prefix.length())));
            }
        }
        for (ConfigDef definition : List.of(streams, consumer, producer, admin)) {
            if (definition.names().contains(name)) {
                return Optional.of(new Known(definition, name));
            }
        }
        return Optional.empty();
    }

    private record Known(ConfigDef definition, String name) {}

    /** One problem for each value that Kafka would refuse. */
    List<String> problems(Map<String, String> kafka, Map<String, Raw> raw) {
        List<String> problems = new ArrayList<>();
        kafka.forEach((name, text) -> find(name).ifPresent(known -> {
            String prefix =
                    PREFIX + name.substring(0, name.length() - known.name().length());
            Map<String, String> texts = Map.of(known.name(), text);
            problems.addAll(Problems.of(known.definition(), texts, prefix, raw, known.name()::equals));
        }));
        return problems;
    }

    /** One remark for each setting that no part of Kafka knows. It may belong to a plug-in, so it is passed on. */
    List<String> remarks(Collection<String> names) {
        List<String> remarks = new ArrayList<>();
        for (String name : names) {
            if (find(name).isEmpty() && !name.startsWith("topic.") && !name.startsWith("client.tag.")) {
                remarks.add(PREFIX + name + " is no setting of Kafka; it is passed on all the same"
                        + Nearest.to(name, knownNames())
                                .map(near -> " (" + PREFIX + near + "?)")
                                .orElse(""));
            }
        }
        return remarks;
    }

    /** True for what must not be shown: passwords by type, what sounds like one, and whatever Kafka does not know. */
    boolean isSecret(String name) {
        return soundsSecret(name)
                || find(name)
                        .map(known -> known.definition().configKeys().get(known.name()))
                        .map(key -> key.type == ConfigDef.Type.PASSWORD)
                        .orElse(!name.startsWith("topic.") && !name.startsWith("client.tag."));
    }

    static boolean soundsSecret(String name) {
        return SOUNDS_SECRET.matcher(name).matches();
    }

    /** The settings that have {@link #PREFIX}, without it. */
    static Map<String, String> of(Map<String, String> all) {
        Map<String, String> kafka = new TreeMap<>();
        all.forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                kafka.put(name.substring(PREFIX.length()), text);
            }
        });
        return kafka;
    }

    private Collection<String> knownNames() {
        TreeSet<String> names = new TreeSet<>();
        for (ConfigDef definition : List.of(streams, consumer, producer, admin)) {
            names.addAll(definition.names());
        }
        return names;
    }
}
