package io.quorate.server.api;

import io.grpc.Status;
import io.quorate.server.common.metrics.Metrics;

/** The figures of one method. */
final class MethodMeter {
    private static final Status.Code[] CODES = Status.Code.values();

    private final Metrics.Timer duration;
    private final Metrics.Counter[] byCode = new Metrics.Counter[CODES.length];

    MethodMeter(Metrics metrics, String method) {
        duration = metrics.timer(
                "quorate_request_duration_seconds",
                "From the decoded request to its response, by method.",
                "method",
                method);
        for (Status.Code code : CODES) {
            byCode[code.value()] = metrics.counter(
                    "quorate_requests", "Answered, by method and code.", "method", method, "code", code.name());
        }
    }

    void answered(Status.Code code, long nanos) {
        byCode[code.value()].add(1);
        duration.recordNanos(nanos);
    }
}
