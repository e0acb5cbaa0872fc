package io.descentry.it.sink;

import static org.awaitility.Awaitility.await;

import io.descentry.avro.DetectorSettings;
import io.descentry.avro.StepSummary;
import io.descentry.corpus.Pace;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.QuickMotion;
import io.descentry.corpus.Run;
import io.descentry.corpus.cluster.Bases;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.FleetFault;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.NativeServer;
import io.descentry.it.support.ServiceProcess;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A stack of sinks, and all that makes a site of it: the service, Prometheus, Alertmanager, the bridge, and trainers. */
@SuppressWarnings("try") // Whoever waits at the end for a process may be interrupted.
final class Site implements AutoCloseable {
    /** How long the simulated cluster runs, and how much faster than time: not so fast that a commit is half a minute of it. */
    static final Duration LENGTH = Duration.ofMinutes(6);

    private static final double SPEED = 8;
    private static final Path CORPUS = Path.of("..", "corpus", "data");
    private static final String APPLICATION = "descentry";

    final SinkStack stack;
    final Monitoring monitoring;
    final ServiceProcess service;
    private final Path directory;
    private final String address;
    private final Admin admin;
    private final CommittedAlerts alerts;
    private final GroupLag lag;
    private final Publisher publisher;

    Site(SinkStack stack, Path directory) throws Exception {
        this.stack = stack;
        this.directory = directory;
        address = "127.0.0.1:" + NativeServer.freePort();
        monitoring = new Monitoring(directory, stack.kafka, address);
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka.bootstrapServers());
        service = new ServiceProcess(
                APPLICATION,
                directory,
                stack.kafka,
                Map.of(
                        "server.port",
                        address.substring(address.lastIndexOf(':') + 1),
                        "health.interval.ms",
                        "200",
                        // The cluster falls silent when the film ends, which runs faster than time: that is nobody's
                        // fault.
                        "detector.stalled_job.enabled",
                        "false",
                        "detector.silent_rank.enabled",
                        "false",
                        // Nobody is killed here but others, and a busy machine is no reason to abort.
                        "kafka.producer.transaction.timeout.ms",
                        "60000",
                        "kafka.session.timeout.ms",
                        "45000"));
        admin = Admin.create(kafka);
        alerts = new CommittedAlerts(stack.kafka.bootstrapServers(), stack.registry);
        lag = new GroupLag(admin, APPLICATION);
        publisher = Publisher.to(kafka, stack.registry);
    }

    void start() throws IOException {
        service.start();
        monitoring.start();
        awaitReady();
    }

    void awaitReady() {
        await("the service to be ready").atMost(SinkStack.LONG).until(this::isReady);
    }

    /** Somebody who is called when something is wrong with it. */
    OnCall onCall() throws IOException {
        return new OnCall(
                directory.resolve("on-call"),
                Map.of(
                        "BROKERS", stack.kafka.bootstrapServers(),
                        "SERVICE", "http://" + address,
                        "CONFIG", directory.resolve(APPLICATION + ".properties").toString(),
                        "REGISTRY", stack.kafka.registryUrl()),
                Map.of(
                        "http://127.0.0.1:8083", stack.connect.address.toString(),
                        "/var/lib/descentry",
                                directory.resolve(APPLICATION + "-state").toString(),
                        // Of the database's programs only the server itself is here.
                        "psql ", "true "));
    }

    private boolean isReady() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://" + address + "/health/ready"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static List<Run> runs(List<String> names) {
        return names.stream()
                .map(name -> Run.in(CORPUS.resolve(name + ".jsonl.gz")))
                .toList();
    }

    /** Recorded runs, side by side and each within a time; returns the number of records. */
    long replay(List<String> runs, Duration length) throws IOException, InterruptedException {
        return publisher.sendPaced(runs(runs), length, Pace.of(Clock.systemUTC()), (record, sent, total) -> {});
    }

    /** A cluster of jobs on hosts, of which one is bad; returns the number of records. */
    long simulate(Instant start) throws Exception {
        var plan = new ClusterPlan(60, 20, start, LENGTH, 3, EnumSet.of(FleetFault.BAD_HOST), 0.05);
        var clock = new QuickMotion(Clock.systemUTC(), start, start.plus(LENGTH), SPEED);
        clock.begin();
        var stream = SimulatedCluster.of(plan, Bases.in(CORPUS)).open();
        return publisher.sendInTime(stream::read, clock, (record, sent, total) -> {});
    }

    /** What cannot be read is a dead letter, what comes twice is ignored, what is set is taken: the service counts it all. */
    void disturb() throws Exception {
        byte[] step = new RecordEncoder<StepSummary>(Topic.STEPS, stack.registry)
                .encode(StepSummary.newBuilder()
                        .setJobId("twice")
                        .setStep(0)
                        .setTime(Instant.now())
                        .setLoss(1.0)
                        .build());
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stack.kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : List.of(new byte[] {1, 2, 3}, step, step)) {
                producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), "twice", value))
                        .get();
            }
            byte[] settings = new RecordEncoder<DetectorSettings>(Topic.SETTINGS, stack.registry)
                    .encode(DetectorSettings.newBuilder()
                            .setScope("project:nobodys")
                            .setSettings(Map.of("loss_spike.sigmas", "7"))
                            .setTime(Instant.now())
                            .build());
            producer.send(new ProducerRecord<>(Topic.SETTINGS.topicName(), "project:nobodys", settings))
                    .get();
        }
    }

    /** Waits until all that was sent is judged and told; returns what was told since the beginning. */
    AlertsTold judged() {
        await("all to be judged").atMost(SinkStack.LONG).until(() -> lag.records() == 0 && alerts.atEnd(admin));
        return new AlertsTold(alerts.poll());
    }

    @Override
    public void close() {
        publisher.close();
        alerts.close();
        admin.close();
        service.close();
        monitoring.close();
    }
}
