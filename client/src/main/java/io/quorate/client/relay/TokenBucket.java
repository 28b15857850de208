package io.quorate.client.relay;

/** Bytes that may go now. Not for several threads. */
final class TokenBucket {
    /** Less than a packet's worth is not handed out: else slow links would move single bytes. */
    private static final int PACKET = 1448;

    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long filledNanos;

    TokenBucket(long bytesPerSecond, long nowNanos) {
        this.perNano = bytesPerSecond / NANOS;
        this.burst = burst(bytesPerSecond);
        this.tokens = burst;
        this.filledNanos = nowNanos;
    }

    /** What a link of this rate lets pass at once after a rest: ten milliseconds' worth, two packets at least. */
    static long burst(long bytesPerSecond) {
        return Math.max(2L * PACKET, bytesPerSecond / 100);
    }

    /** How many of so many bytes may go now; 0 when it has to wait. What does not go after all is given back. */
    int take(int wanted, long nowNanos) {
        tokens = Math.min(burst, tokens + perNano * (nowNanos - filledNanos));
        filledNanos = nowNanos;
        if (tokens < Math.min(wanted, PACKET)) {
            return 0;
        }
        int granted = (int) Math.min(wanted, tokens);
        tokens -= granted;
        return granted;
    }

    void giveBack(int bytes) {
        tokens += bytes;
    }

    /** When {@link #take} will grant something. */
    long readyNanos(int wanted) {
        double missing = Math.min(wanted, PACKET) - tokens;
        return filledNanos + (long) Math.ceil(Math.max(0, missing) / perNano);
    }
}
