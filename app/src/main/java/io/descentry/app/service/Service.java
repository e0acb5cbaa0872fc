package io.descentry.app.service;

import io.descentry.app.api.JobsApi;
import io.descentry.app.api.StreamsStates;
import io.descentry.app.http.Answer;
import io.descentry.app.http.Endpoint;
import io.descentry.app.settings.Settings;
import io.descentry.detect.Catalogue;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.topology.Answers;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Descentry. Health and metrics answer from the first moment; what is missing (brokers, topics, registry) is waited
 * for with back-off and named by {@code /health/ready}; then Kafka Streams runs until {@link #close}.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    /** Two requests to the brokers each time, for all partitions. */
    private static final long INPUT_MILLIS = 1_000;

    private final Settings settings;
    private final SchemaRegistry registry;
    private final Topology topology;
    private final Health health;
    private final Meters meters;
    private final JobsApi api;
    private final Endpoint endpoint;
    private final ThreadFailures failures;
    private final JudgedInput judged;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread starter = new Thread(this::run, "descentry-service");
    private final Thread watcher = new Thread(this::watchInput, "descentry-input");
    private @Nullable KafkaStreams streams;

    private Service(Settings settings, Clock clock, InstantSource silence) throws IOException {
        this.settings = settings;
        this.judged = new JudgedInput(silence);
        this.health = new Health(clock, settings.probeInterval().multipliedBy(3));
        this.failures = new ThreadFailures(clock, settings.failuresMax(), settings.failureWindow(), health);
        this.registry = SchemaRegistries.create(settings.registry());
        Answers answers = new Answers();
        this.topology = TrainingHealthTopology.build(
                registry, settings.detectors(), settings.topology().with(silence, judged), answers);
        this.meters = new Meters(settings.kafkaMeters(), health, answers);
        this.api = new JobsApi(settings.patience());
        this.endpoint = new Endpoint(
                settings.host(),
                settings.port(),
                Map.of(
                        "/health/live", asked -> status().answer(status().live()),
                        "/health/ready", asked -> status().answer(status().ready()),
                        "/metrics", meters::answer,
                        "/topology", asked -> Answer.text(topology.describe().toString())),
                api::answer);
    }

    /**
     * Starts and returns at once; {@link #status} tells how far it is.
     *
     * @throws IOException if the address of health and metrics is not to be had
     */
    public static Service start(Settings settings) throws IOException {
        return start(settings, Clock.systemUTC());
    }

    /**
     * The same with a clock by which silence is measured, so that it can be run on.
     *
     * @throws IOException if the address of health and metrics is not to be had
     */
    public static Service start(Settings settings, InstantSource silence) throws IOException {
        Service service = new Service(settings, Clock.systemUTC(), silence);
        LOG.info("Health and metrics answer at {}", service.address());
        service.starter.start();
        return service;
    }

    /** What Kafka Streams says about the topology; connects to nothing. */
    public static String describeTopology() {
        try (SchemaRegistry nobody = SchemaRegistries.create(Map.of("schema.registry.url", "http://localhost"))) {
            return TrainingHealthTopology.build(nobody, Catalogue.standard(), TopologySettings.defaults())
                    .describe()
                    .toString();
        }
    }

    /** Where health and metrics answer. */
    public URI address() {
        return endpoint.address();
    }

    /** How it is. */
    public Status status() {
        return health.status();
    }

    /** Records that were refused or ignored so far, counted by reason: {@code ignored DUPLICATE}, {@code refused TOO_LARGE}. */
    public Map<String, Long> notJudged() {
        return meters.notJudged();
    }

    /** Waits until it is ready, or never will be without a restart; tells whether it is ready. */
    public boolean awaitReady(Duration patience) throws InterruptedException {
        return health.awaitReady(patience);
    }

    /**
     * Whether silence is judged up to a moment, by the clock of silence, in all partitions: whatever had arrived by then is judged,
     * and what its absence means is told and committed.
     */
    public boolean hasJudgedSilenceUntil(Instant moment) {
        return judged.isUsedUntil(moment.toEpochMilli());
    }

    private void run() {
        try (Admin admin = admin()) {
            Prerequisites prerequisites = new Prerequisites(settings, admin, registry);
            if (awaitPrerequisites(prerequisites)) {
                startStreams(prerequisites.jobPartitions());
                watcher.start();
                probe(admin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException | IllegalArgumentException e) {
            LOG.error("Descentry cannot run: {}", Causes.of(e), e);
            health.failed("cannot run: " + Causes.of(e));
        }
    }

    private Admin admin() throws InterruptedException {
        Map<String, Object> configs = settings.admin();
        int failed = 0;
        while (true) {
            try {
                return Admin.create(configs);
            } catch (KafkaException e) {
                waits(List.of("Kafka at " + settings.bootstrapServers() + ": " + Causes.of(e)), failed++);
            }
        }
    }

    private boolean awaitPrerequisites(Prerequisites prerequisites) throws InterruptedException {
        int failed = 0;
        List<String> missing = prerequisites.missing();
        while (!missing.isEmpty()) {
            if (waits(missing, failed++)) {
                return false;
            }
            missing = prerequisites.missing();
        }
        return stop.getCount() > 0;
    }

    /** True if it is time to stop. */
    private boolean waits(List<String> missing, int failed) throws InterruptedException {
        health.waitsFor(missing);
        long wait = settings.backoff().backoff(failed);
        LOG.warn("Not ready, next try in {} ms: {}", wait, String.join("; ", missing));
        return stop.await(wait, TimeUnit.MILLISECONDS);
    }

    private synchronized void startStreams(int jobPartitions) {
        if (stop.getCount() == 0) {
            return;
        }
        String advertised = settings.advertised().orElseGet(endpoint::reachable);
        Map<String, Object> configs = settings.streams();
        configs.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
        KafkaStreams started = TrainingHealthTopology.streams(topology, configs);
        streams = started;
        started.setUncaughtExceptionHandler(failures);
        started.setStateListener((now, before) -> {
            health.streamsAre(now);
            LOG.info("Kafka Streams is {}", now);
        });
        health.brokersAnswered(settings.bootstrapServers());
        health.streamsAre(started.state());
        meters.watch(started);
        StreamsStates states = new StreamsStates(started, registry, advertised, jobPartitions);
        api.know(states);
        meters.know(states);
        started.start();
    }

    /** Asks the brokers until the end how far all input is judged; without an answer silence is not judged. */
    private void watchInput() {
        try (Admin admin = Admin.create(settings.admin())) {
            List<TopicPartition> inputs = List.of();
            while (!stop.await(INPUT_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    inputs = inputs.isEmpty() ? JudgedInput.inputs(admin) : inputs;
                    judged.look(admin, settings.applicationId(), inputs);
                } catch (ExecutionException unknown) {
                    LOG.debug("How far all input is judged is not known", unknown);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.error("Silent jobs are not noticed until the next start: {}", Causes.of(e), e);
        }
    }

    /** Asks the brokers for a sign of life until the end. */
    private void probe(Admin admin) throws InterruptedException {
        int patience = (int) settings.probeInterval().toMillis();
        while (!stop.await(patience, TimeUnit.MILLISECONDS)) {
            try {
                admin.describeCluster().nodes().get(patience, TimeUnit.MILLISECONDS);
                health.brokersAnswered(settings.bootstrapServers());
            } catch (ExecutionException | TimeoutException silent) {
                LOG.debug("The brokers do not answer", silent);
            }
        }
    }

    /**
     * How to leave. With static membership the place in the group is kept for the instance that comes back under the same
     * name; without it nobody comes back, and those who stay need not wait for the session to run out.
     */
    private CloseOptions goodbye() {
        boolean comesBack = settings.streams().keySet().stream()
                .anyMatch(name -> name.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return CloseOptions.timeout(settings.closeTimeout())
                .withGroupMembershipOperation(
                        comesBack ? GroupMembershipOperation.REMAIN_IN_GROUP : GroupMembershipOperation.LEAVE_GROUP);
    }

    /** Stops within the close timeout. Safe to call twice. */
    @Override
    public void close() {
        stop.countDown();
        synchronized (this) {
            if (streams != null && !streams.close(goodbye())) {
                LOG.warn(
                        "Not stopped within {} s; what was not committed is judged again",
                        settings.closeTimeout().toSeconds());
            }
        }
        starter.interrupt();
        watcher.interrupt();
        meters.close();
        endpoint.close();
        registry.close();
    }
}
