package io.quorate.server.api;

import java.time.Duration;

/**
 * What the API accepts and holds.
 *
 * @param maxRequestBytes largest write, as etcd measures it: marshalled as a proposal
 * @param maxTxnOperations most compares, and most operations of a branch, nested ones included level by level
 * @param requestTimeout longest any request waits for its answer, however patient its client
 * @param maxRangeReads most reads of ranges under way or queued; more are refused
 * @param maxHeldResponseBytes most bytes of large responses that slow clients have not taken yet; more are refused
 * @param maxStaleness what a bounded read allows that does not say
 */
public record ApiLimits(
        int maxRequestBytes,
        int maxTxnOperations,
        Duration requestTimeout,
        int maxRangeReads,
        long maxHeldResponseBytes,
        Duration maxStaleness) {
    /** etcd's defaults, with its 5 s + 2 election timeouts of patience. */
    public static ApiLimits etcdDefaults(Duration electionTimeout) {
        return new ApiLimits(
                1_536 * 1_024,
                128,
                Duration.ofSeconds(5).plus(electionTimeout.multipliedBy(2)),
                1_024,
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4),
                Duration.ofSeconds(10));
    }

    /** Whether a write of this many marshalled bytes is too large. */
    boolean refuses(int requestBytes) {
        return requestBytes + envelopeBytes(requestBytes) > maxRequestBytes;
    }

    /**
     * What etcd's proposal adds to a request: a header with a ten-byte id (14 bytes in all), and the field's tag and
     * length. etcd compares the sum with its limit, so a client that probes the limit finds it in the same place.
     */
    private static int envelopeBytes(int requestBytes) {
        int lengthBytes = 1;
        for (int rest = requestBytes >>> 7; rest != 0; rest >>>= 7) {
            lengthBytes++;
        }
        return 14 + 1 + lengthBytes;
    }
}
