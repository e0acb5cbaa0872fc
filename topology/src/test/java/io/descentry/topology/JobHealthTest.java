package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.START;
import static io.descentry.topology.TopologyBench.eval;
import static io.descentry.topology.TopologyBench.job;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.CurveBucket;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobState;
import io.descentry.avro.JobStatus;
import io.descentry.avro.NumberKind;
import io.descentry.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a job stands is told in time, whole, and without numbers that are none. */
class JobHealthTest {
    private static final Bytes KEY = Bytes.wrap(JOB.getBytes(StandardCharsets.UTF_8));

    private final TopologyBench bench = new TopologyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aJobIsToldFromItsDescriptionToItsEnd() {
        bench.send(Topic.JOBS, job(JobState.RUNNING, 4, "fc1"));
        bench.send(step(0).setLearningRate(0.1).setBatchSize(64).build());
        bench.send(Topic.JOBS, job(JobState.FINISHED, 4, "fc1"));
        assertThat(bench.health())
                .extracting(JobHealth::getStatus)
                .containsExactly(JobStatus.WAITING, JobStatus.RUNNING, JobStatus.FINISHED);
    }

    @Test
    void stepsInBetweenAreHeldBackAndTheLastOneIsTold() {
        for (int step = 0; step < 20; step++) {
            bench.send(step(step).build());
        }
        assertThat(bench.health()).extracting(JobHealth::getLastStep).containsExactly(0L);
        bench.driver.advanceWallClockTime(Duration.ofSeconds(4));
        assertThat(bench.health()).isEmpty();
        bench.driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(bench.health()).extracting(JobHealth::getLastStep).containsExactly(19L);
        bench.driver.advanceWallClockTime(Duration.ofSeconds(60));
        assertThat(bench.health()).isEmpty();
    }

    @Test
    void anAlertIsToldAtOnceAndAsLongAsItIsOpen() {
        bench.send(step(0).build());
        bench.send(step(1).setLoss(Double.NaN).build());
        JobHealth ill = last(bench.health());
        AlertEvent event = bench.alertEvents().get(0);
        assertThat(ill.getOpenAlerts()).singleElement().satisfies(alert -> {
            assertThat(alert.getFingerprint()).isEqualTo(event.getFingerprint());
            assertThat(alert.getKind()).isEqualTo(event.getKind());
            assertThat(alert.getStatus()).isEqualTo("FIRING");
            assertThat(alert.getSeverity()).isEqualTo(event.getSeverity().name());
            assertThat(alert.getPages()).isEqualTo(event.getPages());
            assertThat(alert.getSummary()).isEqualTo(event.getSummary());
            assertThat(alert.getDetectedAt()).isEqualTo(event.getDetectedAt());
        });
        assertThat(ill.getAlertsCritical()).isEqualTo(1);

        bench.send(Topic.JOBS, job(JobState.FAILED, 1));
        assertThat(last(bench.health()).getOpenAlerts()).isEmpty();
    }

    @Test
    void numbersThatAreNoneHaveNames() {
        bench.send(step(0).build());
        bench.send(step(1).setLoss(Double.NaN)
                .setGradNorm(Double.POSITIVE_INFINITY)
                .build());
        JobHealth health = last(bench.health());
        assertThat(health.getLoss().getValue()).isNull();
        assertThat(health.getLoss().getKind()).isEqualTo(NumberKind.NAN);
        assertThat(health.getGradNorm().getKind()).isEqualTo(NumberKind.POS_INF);
        assertThat(health.getLossLevel()).isEqualTo(2);
        CurveBucket odd = health.getCurves().get(0).getBuckets().get(1);
        assertThat(odd.getLow()).isNull();
        assertThat(odd.getNonFinite()).isEqualTo(NumberKind.NAN);
        assertThat(odd.getNonFiniteStep()).isEqualTo(1);
    }

    @Test
    void theNumbersOfNow() {
        for (int step = 0; step <= 1_000; step++) {
            bench.send(step(step)
                    .setLoss(step == 500 ? 99 : 3 - step / 1000.0)
                    .setLearningRate(0.1)
                    .setBatchSize(64)
                    .setTime(START.plusMillis(step * 250L))
                    .build());
        }
        bench.send(Topic.EVALS, eval(1_000).setMetrics(Map.of("accuracy", 0.9)).build());
        bench.driver.advanceWallClockTime(Duration.ofSeconds(5));
        JobHealth health = last(bench.health());
        assertThat(health.getStepsPerSecond()).isEqualTo(4);
        assertThat(health.getSamplesPerSecond()).isEqualTo(256);
        assertThat(health.getLossLevel()).isBetween(2.0, 2.01);
        assertThat(health.getLossBest()).isEqualTo(2);
        assertThat(health.getLossBestStep()).isEqualTo(1_000);
        assertThat(health.getRanksHeard()).isEqualTo(1);
        assertThat(health.getStartedAt()).isEqualTo(START);
        assertThat(health.getEvaluations()).singleElement().satisfies(eval -> {
            assertThat(eval.getSplit()).isEqualTo("validation");
            assertThat(eval.getMetrics().get("accuracy")).isBetween(0.899, 0.901);
        });
        assertThat(health.getCurves())
                .extracting(curve -> curve.getSeries())
                .containsExactly("loss", "grad_norm", "eval:validation");
        assertThat(health.getCurves().get(0).getBuckets())
                .extracting(CurveBucket::getHigh, CurveBucket::getHighStep)
                .contains(tuple(99f, 500L));
    }

    @Test
    void aJobThatFellSilentIsLostAndThenGone() {
        bench.send(step(0).build());
        assertThat(store().get(KEY)).isNotNull();
        bench.health();
        bench.driver.advanceWallClockTime(Duration.ofDays(31));
        bench.driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(bench.health())
                .extracting(health -> health == null ? null : health.getStatus())
                .containsExactly(JobStatus.LOST, null);
        assertThat(store().get(KEY)).isNull();
    }

    @Test
    void aJobThatEndedIsGoneWithoutAWord() {
        bench.send(step(0).build());
        bench.send(Topic.JOBS, job(JobState.FINISHED, 1));
        bench.health();
        bench.driver.advanceWallClockTime(Duration.ofDays(31));
        bench.driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(bench.health()).containsExactly((JobHealth) null);
    }

    @Test
    void theStoreHasWhatTheTopicHas() {
        bench.send(step(0).build());
        bench.send(step(1).setLoss(Double.NaN).build());
        assertThat(bench.decoded(JobHealth.class, Objects.requireNonNull(store().get(KEY))))
                .isEqualTo(last(bench.health()));
    }

    @Test
    void openAlertsAreOnEveryInstance() {
        bench.send(step(0).build());
        bench.send(step(1).setLoss(Double.NaN).build());
        AlertEvent event = bench.alertEvents().get(0);
        Bytes fingerprint = Bytes.wrap(event.getFingerprint().getBytes(StandardCharsets.UTF_8));
        KeyValueStore<Bytes, byte[]> open = bench.driver.getKeyValueStore(TrainingHealthTopology.ALERTS_OPEN);
        assertThat(bench.decoded(AlertEvent.class, Objects.requireNonNull(open.get(fingerprint))))
                .isEqualTo(event);
        bench.send(Topic.JOBS, job(JobState.FAILED, 1));
        assertThat(open.get(fingerprint)).isNull();
    }

    private static JobHealth last(List<JobHealth> told) {
        return Objects.requireNonNull(told.get(told.size() - 1));
    }

    private KeyValueStore<Bytes, byte[]> store() {
        return bench.driver.getKeyValueStore(TrainingHealthTopology.JOB_HEALTH);
    }
}
