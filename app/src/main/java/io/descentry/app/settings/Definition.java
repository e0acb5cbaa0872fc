package io.descentry.app.settings;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Every setting of our own: name, type, range, default, documentation. {@code docs/settings.md} is made of this. */
final class Definition {
    static final String BOOTSTRAP = "kafka.bootstrap.servers";
    static final String APPLICATION_ID = "kafka.application.id";
    static final String STATE_DIR = "kafka.state.dir";
    static final String HOST = "server.host";
    static final String PORT = "server.port";
    static final String ADVERTISED = "server.advertised";
    static final String PATIENCE = "server.patience.ms";
    static final String KAFKA_METERS = "metrics.kafka";
    static final String RETRY = "start.retry.ms";
    static final String RETRY_MAX = "start.retry.max.ms";
    static final String PROBE = "probe.interval.ms";
    static final String FAILURES = "thread.failures.max";
    static final String FAILURE_WINDOW = "thread.failures.window.ms";
    static final String CLOSE_TIMEOUT = "close.timeout.ms";
    static final String MAX_AHEAD = "intake.max.ahead.ms";
    static final String REGISTRY_HOLD = "intake.registry.hold.ms";
    static final String FORGET_AFTER = "jobs.forget.after.ms";
    static final String REST_AFTER = "jobs.rest.after.ms";
    static final String MOST_LIVE = "jobs.live.max";
    static final String HEALTH_EVERY = "health.interval.ms";
    static final String ALERTMANAGERS = "alertmanager.url";
    static final String AUTHORIZATION = "alertmanager.authorization";
    static final String JOB_LABELS = "alertmanager.labels";
    static final String RESEND = "alertmanager.resend.ms";
    static final String ENDS_AFTER = "alertmanager.ends.after.ms";
    static final String KEEP_ENDS = "alertmanager.keep.ms";
    static final String TIMEOUT = "alertmanager.timeout.ms";
    static final String POST_RETRY = "alertmanager.retry.ms";
    static final String POST_RETRY_MAX = "alertmanager.retry.max.ms";
    static final String MOST_ALERTS = "alertmanager.alerts.max";
    static final String RUNBOOK_URL = "alerts.runbook.url";
    static final String DASHBOARD_URL = "alerts.dashboard.url";
    static final String LOG_LEVEL = "log.level";
    static final String KAFKA_LOG_LEVEL = "log.kafka.level";

    static final String KAFKA = "Kafka";
    static final String REGISTRY = "Schema Registry";
    private static final String JUDGING = "Judging";
    private static final String SERVER = "Health and metrics";
    private static final String BRIDGE = "Bridge to Alertmanager";
    private static final String LIFE = "Start, failure and stop";
    private static final String SECRETS = "Secrets by reference";
    private static final String LOG = "Log";

    private static final int HOUR = 3_600_000;
    private static final Validator LINK = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                String url = (String) value;
                if (!url.isEmpty() && !url.matches("https?://\\S+")) {
                    throw new ConfigException(name, value, "must be an http or https URL");
                }
            },
            () -> "http or https URL, or empty");

    private static final Validator LINKS = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                for (Object url : (List<?>) value) {
                    if (!String.valueOf(url).matches("https?://[^\\s/@?#]+(/[^\\s?#]*)?")) {
                        throw new ConfigException(name, url, "must be an http or https URL without user and query");
                    }
                }
            },
            () -> "http or https URLs");

    private static final Validator LABELS = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                for (Object label : (List<?>) value) {
                    if (!String.valueOf(label).matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                        throw new ConfigException(name, label, "must be letters, digits and underscores");
                    }
                }
            },
            () -> "names of letters, digits and underscores");

    private static final Validator ADDRESS = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                String address = (String) value;
                if (!address.isEmpty() && !address.matches("(\\[[0-9a-fA-F:.]+]|[^\\s:/\\[\\]]+):[1-9][0-9]{0,4}")) {
                    throw new ConfigException(name, value, "must be host:port");
                }
            },
            () -> "host:port, or empty");

    private final ConfigDef all = new ConfigDef();
    private int order;

    private Definition() {}

    static ConfigDef own() {
        Definition definition = new Definition();
        definition.kafka();
        definition.server();
        definition.judging();
        definition.bridge();
        definition.life();
        definition.secrets();
        definition.log();
        return definition.all;
    }

    private void kafka() {
        add(
                KAFKA,
                BOOTSTRAP,
                ConfigDef.Type.LIST,
                NO_DEFAULT_VALUE,
                ValidList.anyNonDuplicateValues(false, false),
                "Where Kafka answers: host:port, several separated by commas.");
        add(
                KAFKA,
                APPLICATION_ID,
                ConfigDef.Type.STRING,
                "descentry",
                new NonEmptyString(),
                "Name of this deployment on the cluster: consumer group, prefix of internal topics and of transactional ids."
                        + " Instances with the same name share the work.");
        add(
                KAFKA,
                STATE_DIR,
                ConfigDef.Type.STRING,
                "",
                null,
                "Directory in which an instance keeps the memories of its jobs, on a disk of its own and not shared with another"
                        + " instance; kept between starts, it shortens them. It may be lost: the changelog has all. Empty: kafka-streams in"
                        + " the directory for temporary files.");
    }

    private void server() {
        add(
                SERVER,
                HOST,
                ConfigDef.Type.STRING,
                "127.0.0.1",
                new NonEmptyString(),
                "Address on which /health/live, /health/ready, /metrics, /topology and /api/v1 answer. Nobody is asked for a password"
                        + " there: use 0.0.0.0 only where the network keeps strangers out, as in a pod.");
        add(
                SERVER,
                PORT,
                ConfigDef.Type.INT,
                8080,
                between(0, 65_535),
                "Port of that address; 0 takes a free one and logs it.");
        add(
                SERVER,
                ADVERTISED,
                ConfigDef.Type.STRING,
                "",
                ADDRESS,
                "Where other instances reach this one, host:port; they ask each other, so that any of them can answer /api/v1 for all"
                        + " jobs. Empty: the address and port that it is bound to, or the own address of the host where that is 0.0.0.0. Kafka's own"
                        + " kafka.application.server wins.");
        add(
                SERVER,
                PATIENCE,
                ConfigDef.Type.INT,
                2_000,
                between(50, 60_000),
                "How long another instance may take for its part of an answer, milliseconds; then the answer is 503.");
        add(
                SERVER,
                KAFKA_METERS,
                ConfigDef.Type.LIST,
                List.of(
                        "kafka.stream.alive",
                        "kafka.stream.failed",
                        "kafka.stream.thread.commit",
                        "kafka.stream.thread.poll",
                        "kafka.stream.thread.process",
                        "kafka.stream.task.dropped",
                        "kafka.stream.task.restore",
                        "kafka.consumer.fetch.manager.records.lag.max",
                        "kafka.consumer.fetch.manager.records.consumed",
                        "kafka.consumer.coordinator.rebalance",
                        "kafka.producer.record.error",
                        "kafka.producer.record.send"),
                ValidList.anyNonDuplicateValues(true, false),
                "Which of Kafka's own meters /metrics shows, by the beginning of their names; all others are left out.");
    }

    private void judging() {
        add(
                JUDGING,
                MAX_AHEAD,
                ConfigDef.Type.INT,
                HOUR,
                between(0, Integer.MAX_VALUE),
                "How far the time of a record may lie ahead of the"
                        + " clock, milliseconds; beyond that it goes to the dead letters.");
        add(
                JUDGING,
                REGISTRY_HOLD,
                ConfigDef.Type.INT,
                30_000,
                between(0, HOUR),
                "How long a schema id that the registry could not"
                        + " explain is not asked about again, milliseconds.");
        add(
                JUDGING,
                FORGET_AFTER,
                ConfigDef.Type.LONG,
                30L * 24 * HOUR,
                between(1_000, Long.MAX_VALUE),
                "Silence, by the time of its records, after which a job is forgotten for good and its open alerts end, milliseconds."
                        + " Nothing is forgotten in the first hour after a start.");
        add(
                JUDGING,
                REST_AFTER,
                ConfigDef.Type.LONG,
                24L * HOUR,
                between(1_000, Long.MAX_VALUE),
                "Silence after which a job leaves the heap, milliseconds; it is judged on from the state directory as if it had stayed"
                        + " when it speaks again. Not above jobs.forget.after.ms.");
        add(
                JUDGING,
                MOST_LIVE,
                ConfigDef.Type.INT,
                100_000,
                between(100, Integer.MAX_VALUE),
                "How many jobs an instance keeps on its heap, some 10 kB each at 50 layers; above that those leave it that were silent"
                        + " the longest. Its tasks share the number. Far fewer than jobs that send at once make every record read and write its job.");
        add(
                JUDGING,
                HEALTH_EVERY,
                ConfigDef.Type.INT,
                5_000,
                between(0, HOUR),
                "Shortest time between two states of a job in descentry.job-health, by the wall clock, milliseconds; a change of its"
                        + " status or of an alert is told at once, and so is each step of a job whose steps are further apart. 0: at every record.");
        add(
                JUDGING,
                RUNBOOK_URL,
                ConfigDef.Type.STRING,
                "",
                LINK,
                "Where the runbook of an alert is: a URL in which {alert_name} stands for its name, for example"
                        + " https://wiki.example.com/{alert_name}. Alerts carry it; empty: none.");
        add(
                JUDGING,
                DASHBOARD_URL,
                ConfigDef.Type.STRING,
                "",
                LINK,
                "Where a job is shown: a URL in which {job_id} stands for the job. Alerts carry it; empty: none.");
    }

    private void bridge() {
        add(
                BRIDGE,
                ALERTMANAGERS,
                ConfigDef.Type.LIST,
                "",
                LINKS,
                "Where bridge-alertmanager posts: base addresses, for example http://alertmanager:9093, several separated by commas. Each"
                        + " of a cluster gets everything, as Alertmanager wants it; not a load balancer before them.");
        add(
                BRIDGE,
                AUTHORIZATION,
                ConfigDef.Type.PASSWORD,
                "",
                null,
                "Header Authorization of each post, for example Bearer ${file:/run/secrets/alertmanager.properties:token}. Empty: none.");
        add(
                BRIDGE,
                JOB_LABELS,
                ConfigDef.Type.LIST,
                "",
                LABELS,
                "Labels of jobs that alerts carry as label_NAME, so that Alertmanager can route by them. An alert is its labels: take such as"
                        + " do not change while a job runs.");
        add(
                BRIDGE,
                RESEND,
                ConfigDef.Type.INT,
                60_000,
                between(100, HOUR),
                "How often everything that is open is posted again, milliseconds; a change is posted at once.");
        add(
                BRIDGE,
                ENDS_AFTER,
                ConfigDef.Type.INT,
                240_000,
                between(1_000, 24 * HOUR),
                "How far ahead the end of an open alert is told each time, milliseconds: Alertmanager takes it as resolved if the bridge is"
                        + " silent for longer. At least twice alertmanager.resend.ms.");
        add(
                BRIDGE,
                KEEP_ENDS,
                ConfigDef.Type.INT,
                300_000,
                between(0, 24 * HOUR),
                "How long the end of an alert is posted again after an Alertmanager took it, milliseconds: it may die before it has told"
                        + " anybody.");
        add(
                BRIDGE,
                TIMEOUT,
                ConfigDef.Type.INT,
                10_000,
                between(100, HOUR),
                "How long an Alertmanager may take for an answer, milliseconds.");
        add(
                BRIDGE,
                POST_RETRY,
                ConfigDef.Type.INT,
                1_000,
                between(10, HOUR),
                "First wait before an Alertmanager that failed is tried again, milliseconds; it doubles each time.");
        add(BRIDGE, POST_RETRY_MAX, ConfigDef.Type.INT, 30_000, between(10, HOUR), "Longest such wait, milliseconds.");
        add(
                BRIDGE,
                MOST_ALERTS,
                ConfigDef.Type.INT,
                20_000,
                between(1, 10_000_000),
                "How many alerts the bridge holds, some 4 kB each. Those above are left out, which descentry_bridge_left_out_alerts tells, and"
                        + " read anew when there is room.");
    }

    private void life() {
        add(
                LIFE,
                RETRY,
                ConfigDef.Type.INT,
                1_000,
                between(10, HOUR),
                "First wait, in milliseconds, before the start is tried again"
                        + " when Kafka, a topic or the registry is missing; it doubles each time.");
        add(LIFE, RETRY_MAX, ConfigDef.Type.INT, 30_000, between(10, HOUR), "Longest such wait, milliseconds.");
        add(
                LIFE,
                PROBE,
                ConfigDef.Type.INT,
                5_000,
                between(100, HOUR),
                "How often the brokers are asked for a sign of life, for" + " /health/ready; milliseconds.");
        add(
                LIFE,
                FAILURES,
                ConfigDef.Type.INT,
                10,
                between(1, 1_000),
                "How many stream threads may fail and be replaced within"
                        + " thread.failures.window.ms. One more, and the service gives up: /health/live says so.");
        add(
                LIFE,
                FAILURE_WINDOW,
                ConfigDef.Type.INT,
                600_000,
                between(1_000, 24 * HOUR),
                "The window of thread.failures.max," + " milliseconds.");
        add(
                LIFE,
                CLOSE_TIMEOUT,
                ConfigDef.Type.INT,
                20_000,
                between(0, HOUR),
                "Longest time a clean stop may take, milliseconds."
                        + " Keep it below the grace period of whoever sends SIGTERM (Kubernetes: 30 s).");
    }

    private void secrets() {
        add(
                SECRETS,
                References.PROVIDERS,
                ConfigDef.Type.LIST,
                References.NAMES,
                ValidList.in(true, References.NAMES.toArray(String[]::new)),
                "Where references may point: ${env:NAME}, ${file:/path/to.properties:key}, ${directory:/path:file}."
                        + " Parameters of Kafka's providers are passed on: config.providers.file.param.allowed.paths=/run/secrets.");
    }

    private void log() {
        Validator levels = ValidString.in("OFF", "ERROR", "WARN", "INFO", "DEBUG");
        add(LOG, LOG_LEVEL, ConfigDef.Type.STRING, "INFO", levels, "How much Descentry says on standard error.");
        add(LOG, KAFKA_LOG_LEVEL, ConfigDef.Type.STRING, "WARN", levels, "How much Kafka's own code says.");
    }

    private void add(
            String group, String name, ConfigDef.Type type, Object value, @Nullable Validator range, String doc) {
        all.define(name, type, value, range, Importance.MEDIUM, doc, group, order++, Width.MEDIUM, name);
    }
}
