package io.descentry.app.service;

import java.util.List;

/**
 * How the service is.
 *
 * @param live false if only a restart of the process can help
 * @param ready true while records are judged
 * @param reasons why it is not live or not ready, in sentences; empty if it is both
 */
public record Status(boolean live, boolean ready, List<String> reasons) {
    public Status {
        reasons = List.copyOf(reasons);
    }

    static Status starting(List<String> reasons) {
        return new Status(true, false, reasons);
    }

    static Status failed(String reason) {
        return new Status(false, false, List.of(reason));
    }
}
