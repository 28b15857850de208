package io.quorate.client.cli.bench;

import io.grpc.Status;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Sum over the shards of a run. Thread-safe. */
final class LoadTotals {
    private final Histogram reads = new Histogram(3);
    private final Histogram writes = new Histogram(3);
    private final Map<Status.Code, LoadShard.ErrorCount> errors = new EnumMap<>(Status.Code.class);
    private long responseBytes;

    synchronized void add(
            Histogram moreReads,
            Histogram moreWrites,
            Map<Status.Code, LoadShard.ErrorCount> moreErrors,
            long moreResponseBytes) {
        reads.add(moreReads);
        writes.add(moreWrites);
        moreErrors.forEach((code, count) -> errors.merge(code, count, LoadShard.ErrorCount::plus));
        responseBytes += moreResponseBytes;
    }

    synchronized Histogram reads() {
        return reads;
    }

    synchronized Histogram writes() {
        return writes;
    }

    synchronized Map<Status.Code, LoadShard.ErrorCount> errors() {
        return errors;
    }

    synchronized long responseBytes() {
        return responseBytes;
    }
}
