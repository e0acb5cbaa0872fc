package io.descentry.topology;

import io.descentry.alert.AlertChange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The pages that an alert points to.
 *
 * @param runbook URL in which {@code {alert_name}} stands for the name of the alert; empty for none
 * @param dashboard URL in which {@code {job_id}} stands for the job; empty for none
 */
public record AlertLinks(String runbook, String dashboard) {
    /** Alerts that point nowhere. */
    public static final AlertLinks NONE = new AlertLinks("", "");

    @Nullable
    String runbookOf(AlertChange change) {
        return filled(runbook, "{alert_name}", change.kind().alertName());
    }

    @Nullable
    String dashboardOf(AlertChange change) {
        return change.outbreak() != null
                ? null
                : filled(dashboard, "{job_id}", change.job().jobId());
    }

    private static @Nullable String filled(String url, String place, String value) {
        return url.isEmpty() ? null : url.replace(place, URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
