package io.quorate.client.cli.bench;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** What one network thread has measured. Confined to that thread; read from outside through it. */
final class LoadShard {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final EventLoopGroup loop;
    private final Histogram reads = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private final Histogram writes = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private final Map<Status.Code, ErrorCount> errors = new EnumMap<>(Status.Code.class);
    private long responseBytes;

    /** How often a code was answered, and what it said the first time. */
    record ErrorCount(long count, String firstMessage) {
        ErrorCount plus(ErrorCount other) {
            return new ErrorCount(count + other.count, firstMessage);
        }
    }

    LoadShard(EventLoopGroup loop) {
        this.loop = loop;
    }

    EventLoopGroup loop() {
        return loop;
    }

    void recordSuccess(boolean read, long nanos, int bytes) {
        (read ? reads : writes).recordValue(Math.min(nanos, HIGHEST_NANOS));
        responseBytes += bytes;
    }

    void recordError(Status.Code code, String message) {
        errors.merge(code, new ErrorCount(1, message), ErrorCount::plus);
    }

    /** Adds what this shard measured to a sum, from the caller's thread; waits for the shard's thread. */
    void addTo(LoadTotals totals) throws InterruptedException, ExecutionException {
        loop.submit(() -> totals.add(reads, writes, errors, responseBytes)).get();
    }
}
