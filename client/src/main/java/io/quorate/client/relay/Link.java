package io.quorate.client.relay;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One direction between two nodes. Belongs to the relay thread, but for what it has delivered. */
final class Link {
    private static final int MOST_HELD = 1 << 20;
    private static final int LEAST_HELD = 16 << 10;

    private final int from;
    private final int to;
    private final SplittableRandom random;
    private final AtomicLong delivered = new AtomicLong();
    private Condition condition = Condition.CLEAR;
    private @Nullable TokenBucket bucket;

    Link(int from, int to) {
        this.from = from;
        this.to = to;
        this.random = new SplittableRandom(31L * from + to);
    }

    void become(Condition next, long nowNanos) {
        if (next.bytesPerSecond() != condition.bytesPerSecond()) {
            bucket = next.bytesPerSecond() == 0 ? null : new TokenBucket(next.bytesPerSecond(), nowNanos);
        }
        condition = next;
    }

    Condition condition() {
        return condition;
    }

    /** When bytes that came in now are due. */
    long dueNanos(long nowNanos) {
        long jitter = condition.jitterNanos() == 0 ? 0 : random.nextLong(condition.jitterNanos() + 1);
        return nowNanos + condition.delayNanos() + jitter;
    }

    /** Whether bytes pass as they come. */
    boolean isPlain() {
        return condition.equals(Condition.CLEAR);
    }

    @Nullable
    TokenBucket bucket() {
        return bucket;
    }

    /** How much one pipe may hold: half a second's worth on a thin link, so that it is slow rather than patient. */
    int mostHeld() {
        long rate = condition.bytesPerSecond();
        return rate == 0 ? MOST_HELD : (int) Math.max(LEAST_HELD, Math.min(MOST_HELD, rate / 2));
    }

    void delivered(int bytes) {
        delivered.addAndGet(bytes);
    }

    /** Any thread. */
    long delivered() {
        return delivered.get();
    }

    LinkView view(int connections) {
        return new LinkView(
                from,
                to,
                condition.state(),
                Duration.ofNanos(condition.delayNanos()),
                Duration.ofNanos(condition.jitterNanos()),
                delivered.get(),
                connections);
    }

    @Override
    public String toString() {
        return from + "->" + to;
    }
}
