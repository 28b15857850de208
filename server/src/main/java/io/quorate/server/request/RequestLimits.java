package io.quorate.server.request;

import java.time.Duration;

/**
 * Bounds on what one node holds in flight for one keyspace.
 *
 * @param requests writes accepted and not answered yet; more are refused
 * @param bytes bytes of those writes; more are refused
 * @param batchRequests writes packed into one log entry
 * @param batchBytes bytes packed into one log entry; a single larger write goes alone
 * @param entriesInFlight entries proposed and not applied yet; while so many are, writes gather for the next
 * @param retryDelay pause before asking again when no leader can take a batch
 * @param reads how stale reads from this node's own state may be, and how that is known
 */
public record RequestLimits(
        int requests,
        long bytes,
        int batchRequests,
        int batchBytes,
        int entriesInFlight,
        Duration retryDelay,
        ReadSettings reads) {
    /** Two large entries in flight beat many small ones: fewer entries cost less than waiting costs. */
    public static RequestLimits defaults() {
        return new RequestLimits(16_384, 64L << 20, 1024, 512 << 10, 2, Duration.ofMillis(10), ReadSettings.defaults());
    }
}
