package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps it known how stale this replica's state is, while reads want to know and for a while after: asks the leader
 * every now and then, unless somebody is asking anyway. Nothing is asked for nothing.
 */
final class FreshnessProbe {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** How exactly it is noted when a read last wanted to know. */
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FreshReads fresh;
    private final NodeClock clock;
    private final ReadSettings settings;

    private volatile boolean wanted;
    private volatile long lastWanted;
    private volatile long lastAsked;
    private volatile CompletableFuture<?> answer = CompletableFuture.completedFuture(null);

    FreshnessProbe(FreshReads fresh, NodeClock clock, ReadSettings settings) {
        this.fresh = fresh;
        this.clock = clock;
        this.settings = settings;
        this.lastWanted = clock.monotonicNanos();
        this.lastAsked = lastWanted - settings.askEvery().toNanos();
    }

    /** A read wants to know. Any thread; cheap. */
    void wanted() {
        long now = clock.monotonicNanos();
        if (!wanted || now - lastWanted > NOTE_NANOS) {
            lastWanted = now;
            wanted = true;
        }
    }

    /** Now and then. */
    void sweep(long nowNanos) {
        if (!wanted || nowNanos - lastAsked < settings.askEvery().toNanos() || !answer.isDone()) {
            return;
        }
        if (nowNanos - lastWanted > settings.askFor().toNanos()) {
            wanted = false;
            return;
        }
        lastAsked = nowNanos;
        // When nobody answers, the state is as old as it was, which is what reads are told.
        answer = fresh.await(nowNanos + PATIENCE_NANOS);
    }
}
