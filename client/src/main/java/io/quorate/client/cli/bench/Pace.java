package io.quorate.client.cli.bench;

/** When a client's operations are due. Confined to its client's thread. */
final class Pace {
    private final long intervalNanos;
    private long nextNanos;

    private Pace(long intervalNanos, long firstNanos) {
        this.intervalNanos = intervalNanos;
        this.nextNanos = firstNanos;
    }

    /** As fast as the answers come. */
    static Pace unlimited() {
        return new Pace(0, 0);
    }

    /** One client's share of a rate, with the clients' operations spread evenly over time. */
    static Pace ofRate(double ratePerSecond, int client, int clients, long startNanos) {
        double interval = clients * 1e9 / ratePerSecond;
        return new Pace(Math.max(1, (long) interval), startNanos + (long) (interval * client / clients));
    }

    /** When the next operation is due; may have passed. */
    long nextNanos(long nowNanos) {
        if (intervalNanos == 0) {
            return nowNanos;
        }
        long due = nextNanos;
        nextNanos += intervalNanos;
        return due;
    }
}
