package io.descentry.health;

import io.descentry.alert.OpenAlert;
import io.descentry.reading.JobFacts;
import java.util.List;

/**
 * How a job stands at a moment. A view: it is read at once, by the thread that judges the job.
 *
 * @param attempt restart count; 0 or above
 * @param lastStep last step of the reporting rank in this attempt, or -1
 * @param ranksHeard ranks of which a step of this attempt was heard
 * @param openAlerts worst first
 */
public record JobHealth(
        JobFacts facts,
        int attempt,
        HealthStatus status,
        long lastStep,
        int ranksHeard,
        Chart chart,
        List<OpenAlert> openAlerts) {}
