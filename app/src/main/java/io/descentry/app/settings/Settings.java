package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Setting;
import io.descentry.registry.SchemaRegistries;
import io.descentry.topology.AlertLinks;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of the service, checked. They come from a properties file and from the environment, which wins:
 * {@code DESCENTRY_A_B} sets {@code a.b}. Never prints a secret.
 */
public final class Settings {
    private final AbstractConfig own;
    private final Map<String, String> detectors;
    private final Map<String, String> kafka;
    private final Map<String, String> registry;
    private final Shown shown;
    private final List<String> remarks;

    private Settings(
            AbstractConfig own,
            Map<String, String> detectors,
            Map<String, String> kafka,
            Map<String, String> registry,
            Shown shown,
            List<String> remarks) {
        this.own = own;
        this.detectors = Map.copyOf(detectors);
        this.kafka = Map.copyOf(kafka);
        this.registry = Map.copyOf(registry);
        this.shown = shown;
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file and the environment.
     *
     * @throws SettingsException with every problem at once
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment) throws SettingsException {
        List<String> problems = new ArrayList<>();
        Map<String, Raw> raw = new TreeMap<>();
        file.ifPresent(path -> raw.putAll(Source.file(path, problems)));
        raw.putAll(Source.environment(environment));
        return check(raw, environment, problems);
    }

    /**
     * Settings that a program gives, without file and environment.
     *
     * @throws SettingsException with every problem at once
     */
    public static Settings of(Map<String, String> values) throws SettingsException {
        Map<String, Raw> raw = new TreeMap<>();
        values.forEach((name, value) -> raw.put(name, new Raw(value, "program")));
        return check(raw, Map.of(), new ArrayList<>());
    }

    /**
     * Settings of detectors alone, as {@code settings set} takes them: with or without {@code detector.} in front.
     *
     * @throws SettingsException with every problem at once
     */
    public static Map<String, String> detectors(Path file) throws SettingsException {
        List<String> problems = new ArrayList<>();
        Map<String, Raw> raw = new TreeMap<>();
        Source.file(file, problems)
                .forEach((name, value) ->
                        raw.put(name.startsWith(DetectorNames.PREFIX) ? name : DetectorNames.PREFIX + name, value));
        Map<String, String> values = new TreeMap<>();
        raw.forEach((name, value) -> values.put(name, value.text()));
        problems.addAll(Problems.unknown(raw.keySet(), DetectorNames.all()));
        problems.addAll(DetectorNames.problems(values, raw));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return DetectorNames.of(values);
    }

    /** One problem for each of these names, without {@code detector.} in front, that no detector has. */
    public static List<String> unknownDetectorSettings(Set<String> names) {
        Set<String> known = Catalogue.settings().stream().map(Setting::key).collect(Collectors.toSet());
        return Problems.unknown(names, known);
    }

    private static Settings check(Map<String, Raw> raw, Map<String, String> environment, List<String> problems)
            throws SettingsException {
        ConfigDef own = Definition.own();
        ConfigDef registry = SchemaRegistries.definition();
        KafkaSettings kafkaSettings = new KafkaSettings();
        Raw providers = raw.getOrDefault(References.PROVIDERS, new Raw(String.join(",", References.NAMES), ""));
        Map<String, String> resolved =
                new References(List.of(providers.text().split("\\s*,\\s*")), raw, environment).resolve(raw, problems);
        Map<String, String> kafka = KafkaSettings.of(resolved);

        problems.addAll(Problems.unknown(raw, own, registry));
        Map<String, String> texts = only(own.names(), resolved);
        problems.addAll(Problems.of(own, texts, "", raw, name -> true));
        Map<String, String> registryTexts = RegistryNames.of(resolved);
        problems.addAll(Problems.of(registry, only(registry.names(), resolved), "", raw, name -> true));
        problems.addAll(DetectorNames.problems(resolved, raw));
        problems.addAll(kafkaSettings.problems(without(kafka, own), raw));
        for (String name : StreamsDefaults.refused(kafka)) {
            problems.add(KafkaSettings.PREFIX + name + " is not to be changed: the promises of Descentry rest on it");
        }
        if (problems.isEmpty()) {
            problems.addAll(Problems.together(registryTexts, kafka));
        }
        Shown shown = new Shown(raw, resolved, own, registry, kafkaSettings);
        if (!problems.isEmpty()) {
            throw new SettingsException(
                    problems.stream().map(shown::masked).distinct().toList());
        }
        AbstractConfig config = new AbstractConfig(own, texts, Map.of(), false);
        if (config.getLong(Definition.REST_AFTER) > config.getLong(Definition.FORGET_AFTER)) {
            throw new SettingsException(
                    List.of(Definition.REST_AFTER + " must not be above " + Definition.FORGET_AFTER));
        }
        if (config.getInt(Definition.ENDS_AFTER) < 2 * config.getInt(Definition.RESEND)) {
            throw new SettingsException(
                    List.of(Definition.ENDS_AFTER + " must be at least twice " + Definition.RESEND));
        }
        kafka.put("bootstrap.servers", String.join(",", config.getList(Definition.BOOTSTRAP)));
        kafka.put("application.id", config.getString(Definition.APPLICATION_ID));
        return new Settings(
                config, DetectorNames.of(resolved), kafka, registryTexts, shown, kafkaSettings.remarks(kafka.keySet()));
    }

    private static Map<String, String> only(Iterable<String> names, Map<String, String> all) {
        Map<String, String> some = new TreeMap<>();
        for (String name : names) {
            String text = all.get(name);
            if (text != null) {
                some.put(name, text);
            }
        }
        return some;
    }

    /** Kafka's settings apart from those that our own definition checks already. */
    private static Map<String, String> without(Map<String, String> kafka, ConfigDef own) {
        Map<String, String> rest = new TreeMap<>(kafka);
        rest.keySet().removeIf(name -> own.names().contains(KafkaSettings.PREFIX + name));
        return rest;
    }

    /** The detectors of jobs for which nothing is set while running. */
    public Catalogue detectors() {
        return Catalogue.standard().with(detectors).catalogue();
    }

    /** What was set of Kafka's, by Kafka's own names. Holds secrets. */
    public Map<String, String> kafka() {
        return kafka;
    }

    /** What Kafka Streams gets: {@link #kafka} and what the topology is built for. Holds secrets. */
    public Map<String, Object> streams() {
        return StreamsDefaults.with(kafka);
    }

    /** What an admin client gets. Holds secrets. */
    public Map<String, Object> admin() {
        return new StreamsConfig(streams()).getAdminConfigs(applicationId());
    }

    /** What a consumer gets that belongs to no group. Holds secrets. */
    public Map<String, Object> consumer() {
        return new StreamsConfig(streams()).getGlobalConsumerConfigs(applicationId());
    }

    /** What a producer gets. Holds secrets. */
    public Map<String, Object> producer() {
        return new StreamsConfig(streams()).getProducerConfigs(applicationId());
    }

    /** What the topology may be told. */
    public TopologySettings topology() {
        return new TopologySettings(
                millis(Definition.MAX_AHEAD),
                millis(Definition.REGISTRY_HOLD),
                millis(Definition.FORGET_AFTER),
                millis(Definition.REST_AFTER),
                own.getInt(Definition.MOST_LIVE),
                millis(Definition.HEALTH_EVERY),
                new AlertLinks(own.getString(Definition.RUNBOOK_URL), own.getString(Definition.DASHBOARD_URL)));
    }

    /** What goes to the registry client, by Confluent's names. Holds secrets. */
    public Map<String, String> registry() {
        return registry;
    }

    /**
     * Where alerts are posted, and how.
     *
     * @throws SettingsException if no Alertmanager is named
     */
    public AlertmanagerSettings alertmanagers() throws SettingsException {
        if (own.getList(Definition.ALERTMANAGERS).isEmpty()) {
            throw new SettingsException(List.of(Definition.ALERTMANAGERS + " is required here and not set"));
        }
        return new AlertmanagerSettings(
                own.getList(Definition.ALERTMANAGERS).stream()
                        .distinct()
                        .map(URI::create)
                        .toList(),
                own.getPassword(Definition.AUTHORIZATION).value(),
                own.getList(Definition.JOB_LABELS),
                millis(Definition.RESEND),
                millis(Definition.ENDS_AFTER),
                millis(Definition.KEEP_ENDS),
                millis(Definition.TIMEOUT),
                backoff(Definition.POST_RETRY, Definition.POST_RETRY_MAX),
                own.getInt(Definition.MOST_ALERTS));
    }

    /** The brokers, for messages. */
    public String bootstrapServers() {
        return String.join(",", own.getList(Definition.BOOTSTRAP));
    }

    /**
     * Sees to it that what is remembered of jobs can be kept; makes the directory if it is not there.
     *
     * @throws SettingsException if it cannot be written
     */
    public void prepareStateDirectory() throws SettingsException {
        Path directory = Path.of(new StreamsConfig(streams()).getString(StreamsConfig.STATE_DIR_CONFIG));
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "descentry", ".tmp"));
        } catch (IOException e) {
            throw new SettingsException(List.of(
                    Definition.STATE_DIR + " (" + directory + ") must be a directory that can be written: " + e));
        }
    }

    /** The consumer group and prefix of internal names. */
    public String applicationId() {
        return own.getString(Definition.APPLICATION_ID);
    }

    /** Address of health and metrics. */
    public String host() {
        return own.getString(Definition.HOST);
    }

    /** Port of health and metrics; 0 for any free one. */
    public int port() {
        return own.getInt(Definition.PORT);
    }

    /** Where other instances reach this one, as far as that is set: host:port. */
    public Optional<String> advertised() {
        return Optional.ofNullable(kafka.get(StreamsConfig.APPLICATION_SERVER_CONFIG))
                .or(() -> Optional.of(own.getString(Definition.ADVERTISED)))
                .filter(address -> !address.isEmpty());
    }

    /** How long another instance may take for its answer. */
    public Duration patience() {
        return millis(Definition.PATIENCE);
    }

    /** Beginnings of the names of Kafka's meters that are shown. */
    public List<String> kafkaMeters() {
        return own.getList(Definition.KAFKA_METERS);
    }

    /** Waits before the start is tried again. */
    public ExponentialBackoff backoff() {
        return backoff(Definition.RETRY, Definition.RETRY_MAX);
    }

    /** Each wait is twice the one before, give or take a fifth, so that instances do not all come at once. */
    private ExponentialBackoff backoff(String first, String longest) {
        return new ExponentialBackoff(
                millis(first).toMillis(), 2, millis(longest).toMillis(), 0.2);
    }

    /** How often the brokers are asked for a sign of life. */
    public Duration probeInterval() {
        return millis(Definition.PROBE);
    }

    /** How many stream threads may fail within {@link #failureWindow}. */
    public int failuresMax() {
        return own.getInt(Definition.FAILURES);
    }

    /** The window of {@link #failuresMax}. */
    public Duration failureWindow() {
        return millis(Definition.FAILURE_WINDOW);
    }

    /** Longest time of a clean stop. */
    public Duration closeTimeout() {
        return millis(Definition.CLOSE_TIMEOUT);
    }

    /** How much Descentry logs: a level of logback. */
    public String logLevel() {
        return own.getString(Definition.LOG_LEVEL);
    }

    /** How much Kafka's code logs: a level of logback. */
    public String kafkaLogLevel() {
        return own.getString(Definition.KAFKA_LOG_LEVEL);
    }

    /** Remarks that do not stop the start, for example a setting that Kafka does not know. */
    public List<String> remarks() {
        return remarks;
    }

    /** Every setting in force as lines of a properties file, with its origin; secrets are masked. */
    public String effective() {
        return shown.effective(own);
    }

    /** The documentation of all settings, as Markdown. */
    public static String documentation() {
        return Documentation.of(Definition.own(), SchemaRegistries.definition(), Catalogue.settings());
    }

    @Override
    public String toString() {
        return effective();
    }

    private Duration millis(String name) {
        return Duration.ofMillis(((Number) Objects.requireNonNull(own.values().get(name))).longValue());
    }
}
