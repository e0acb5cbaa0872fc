package io.descentry.topology;

import io.descentry.alert.OpenAlert;
import io.descentry.avro.Curve;
import io.descentry.avro.CurveBucket;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobStatus;
import io.descentry.avro.LastEvaluation;
import io.descentry.avro.Measured;
import io.descentry.avro.NumberKind;
import io.descentry.detect.Severity;
import io.descentry.health.Chart;
import io.descentry.health.Curve.Bucket;
import io.descentry.health.HealthStatus;
import io.descentry.health.OddNumber;
import io.descentry.health.SplitChart;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The published form of how a job stands. No non-finite number gets through here. */
public final class JobHealths {
    private static final String EVALUATIONS = "eval:";

    private JobHealths() {}

    /** The Avro record of a state. */
    public static JobHealth of(io.descentry.health.JobHealth health) {
        JobFacts job = health.facts();
        Chart chart = health.chart();
        Optional<Bucket> best = best(chart.loss());
        double pace = health.status() == HealthStatus.RUNNING ? chart.stepsPerSecond() : Double.NaN;
        double batch = chart.last().has(Series.BATCH_SIZE) ? chart.last().value(Series.BATCH_SIZE) : job.batchSize();
        return JobHealth.newBuilder()
                .setJobId(job.jobId())
                .setAttempt(health.attempt())
                .setName(job.name())
                .setProject(job.project())
                .setOwner(job.owner())
                .setCluster(job.cluster())
                .setModel(job.model())
                .setStatus(JobStatus.valueOf(health.status().name()))
                .setLastStep(health.lastStep() < 0 ? null : health.lastStep())
                .setExpectedSteps(job.expectedSteps() <= 0 ? null : job.expectedSteps())
                .setStepsPerSecond(finite(pace))
                .setSamplesPerSecond(batch > 0 ? finite(pace * batch) : null)
                .setLoss(measured(chart.last(), Series.LOSS))
                .setLossLevel(finite(chart.lossLevel()))
                .setLossBest(best.map(bucket -> (double) bucket.low()).orElse(null))
                .setLossBestStep(best.map(Bucket::lowStep).orElse(null))
                .setGradNorm(measured(chart.last(), Series.GRAD_NORM))
                .setLearningRate(measured(chart.last(), Series.LEARNING_RATE))
                .setEvaluations(
                        chart.splits().stream().map(JobHealths::evaluation).toList())
                .setRanksHeard(health.ranksHeard())
                .setWorldSize(job.worldSize() <= 0 ? null : job.worldSize())
                .setStartedAt(chart.startedAtMillis() < 0 ? null : Instant.ofEpochMilli(chart.startedAtMillis()))
                .setUpdatedAt(Instant.ofEpochMilli(chart.updatedAtMillis()))
                .setOpenAlerts(
                        health.openAlerts().stream().map(JobHealths::alert).toList())
                .setAlertsCritical(count(health, Severity.CRITICAL))
                .setAlertsWarning(count(health, Severity.WARNING))
                .setAlertsInfo(count(health, Severity.INFO))
                .setCurves(curves(chart))
                .build();
    }

    private static int count(io.descentry.health.JobHealth health, Severity severity) {
        return (int) health.openAlerts().stream()
                .filter(alert -> alert.severity() == severity)
                .count();
    }

    private static io.descentry.avro.OpenAlert alert(OpenAlert alert) {
        return io.descentry.avro.OpenAlert.newBuilder()
                .setFingerprint(alert.fingerprint())
                .setKind(alert.kind().id())
                .setAlertName(alert.kind().alertName())
                .setSeverity(alert.severity().name())
                .setStatus(alert.told().name())
                .setPages(alert.pages())
                .setSubject(alert.subject())
                .setRank(alert.rank() < 0 ? null : alert.rank())
                .setLayer(alert.layer())
                .setFirstStep(alert.firstStep())
                .setDetectedAt(Instant.ofEpochMilli(alert.detectedAtMillis()))
                .setSummary(alert.summary())
                .setIncident(alert.incident())
                .build();
    }

    private static LastEvaluation evaluation(SplitChart split) {
        Optional<Bucket> best = best(split.losses());
        Map<String, Double> metrics = new HashMap<>();
        split.metrics().forEach((name, value) -> metrics.put(name, (double) value));
        return LastEvaluation.newBuilder()
                .setSplit(split.name())
                .setStep(split.step())
                .setTime(Instant.ofEpochMilli(split.timeMillis()))
                .setLoss(split.hasLoss() ? measured(split.loss()) : null)
                .setLossBest(best.map(bucket -> (double) bucket.low()).orElse(null))
                .setLossBestStep(best.map(Bucket::lowStep).orElse(null))
                .setMetrics(metrics)
                .build();
    }

    private static Optional<Bucket> best(io.descentry.health.Curve curve) {
        return curve.buckets().stream().filter(Bucket::finite).min(Comparator.comparingDouble(Bucket::low));
    }

    private static List<Curve> curves(Chart chart) {
        List<Curve> curves = new ArrayList<>();
        add(curves, Series.LOSS.label(), chart.loss());
        add(curves, Series.GRAD_NORM.label(), chart.gradNorm());
        chart.splits().forEach(split -> add(curves, EVALUATIONS + split.name(), split.losses()));
        return curves;
    }

    private static void add(List<Curve> curves, String series, io.descentry.health.Curve curve) {
        if (!curve.isEmpty()) {
            List<CurveBucket> buckets =
                    curve.buckets().stream().map(JobHealths::bucket).toList();
            curves.add(Curve.newBuilder().setSeries(series).setBuckets(buckets).build());
        }
    }

    private static CurveBucket bucket(Bucket bucket) {
        boolean odd = bucket.odd() != OddNumber.NONE;
        return CurveBucket.newBuilder()
                .setFirstStep(bucket.firstStep())
                .setLastStep(bucket.lastStep())
                .setLow(bucket.finite() ? bucket.low() : null)
                .setLowStep(bucket.finite() ? bucket.lowStep() : null)
                .setHigh(bucket.finite() ? bucket.high() : null)
                .setHighStep(bucket.finite() ? bucket.highStep() : null)
                .setNonFinite(kind(bucket.odd()))
                .setNonFiniteStep(odd ? bucket.oddStep() : null)
                .build();
    }

    private static @Nullable Measured measured(Scalars scalars, Series series) {
        return scalars.has(series) ? measured(scalars.value(series)) : null;
    }

    private static Measured measured(double value) {
        return Measured.newBuilder()
                .setValue(finite(value))
                .setKind(kind(OddNumber.of(value)))
                .build();
    }

    private static NumberKind kind(OddNumber odd) {
        return odd == OddNumber.NONE ? NumberKind.FINITE : NumberKind.valueOf(odd.name());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
