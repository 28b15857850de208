package io.quorate.server.request;

import io.quorate.server.common.metrics.Metrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is in flight on a node, in all its keyspaces, and refuses more before it costs anything. Any thread. */
public final class Admission {
    private final RequestLimits limits;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Metrics.Counter refused;

    public Admission(RequestLimits limits, Metrics metrics) {
        this.limits = limits;
        this.refused = metrics.counter("quorate_requests_refused", "Writes refused because too much was in flight");
        metrics.gauge("quorate_requests_in_flight", "Writes accepted and not answered yet", requests::get);
        metrics.gauge("quorate_requests_in_flight_bytes", "Bytes of writes in flight", bytes::get);
    }

    boolean admit(int size) {
        int count = requests.incrementAndGet();
        long total = bytes.addAndGet(size);
        if (count > limits.requests() || total > limits.bytes()) {
            release(size);
            refused.add(1);
            return false;
        }
        return true;
    }

    void release(int size) {
        requests.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
