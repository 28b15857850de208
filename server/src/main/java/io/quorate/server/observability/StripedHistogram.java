package io.quorate.server.observability;

import io.quorate.server.common.metrics.Metrics;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram with fixed bounds, made of striped adders: threads that record at once do not wait for each other. A
 * reader may see a recording in its bucket and not yet in the sum, as Prometheus allows.
 */
final class StripedHistogram implements Metrics.Timer, Metrics.Summary {
    private final long[] bounds;
    private final LongAdder[] buckets;
    private final LongAdder sum = new LongAdder();

    /** The last bucket, above all bounds, is implied. */
    StripedHistogram(long... bounds) {
        this.bounds = bounds.clone();
        this.buckets = new LongAdder[bounds.length + 1];
        Arrays.setAll(buckets, i -> new LongAdder());
    }

    @Override
    public void recordNanos(long nanos) {
        record(nanos);
    }

    @Override
    public void record(long amount) {
        long counted = Math.max(0, amount);
        buckets[bucketOf(counted)].increment();
        sum.add(counted);
    }

    private int bucketOf(long amount) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (amount <= bounds[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    long[] bounds() {
        return bounds.clone();
    }

    /** Per bucket, not cumulative. */
    long[] counts() {
        return Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
    }

    long sum() {
        return sum.sum();
    }
}
