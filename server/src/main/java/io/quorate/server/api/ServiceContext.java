package io.quorate.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.request.KeyspaceRequests;
import java.util.concurrent.TimeUnit;

/** What every service needs to serve a call. */
record ServiceContext(
        KeyspaceRequests requests, ResponseHeaders headers, ApiLimits limits, NodeClock clock, Metrics metrics) {

    MethodMeter meter(String method) {
        return new MethodMeter(metrics, method);
    }

    <T extends MessageLite> UnaryCall<T> begin(StreamObserver<T> observer, MethodMeter meter) {
        return new UnaryCall<>(observer, meter, clock, limits.requestTimeout());
    }

    /** How long the client of the present call waits, when it said so. */
    long clientPatience(long otherwiseNanos) {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? otherwiseNanos : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }
}
