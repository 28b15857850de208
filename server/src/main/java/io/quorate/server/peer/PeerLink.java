package io.quorate.server.peer;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.quorate.server.common.NodeId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one node. gRPC's own reconnection waits a second and more, so a channel that failed is replaced by
 * a fresh one after our shorter backoff.
 */
final class PeerLink implements AutoCloseable {
    /** Replies carry what transactions read; this is no limit on purpose, only against nonsense. */
    private static final int MAX_REPLY_BYTES = 512 << 20;

    private final NodeId node;
    private final PeerAddress address;
    private final PeerTuning tuning;
    private volatile long aliveNanos = System.nanoTime();
    private @Nullable ManagedChannel channel;
    private boolean discarded;
    private boolean closed;
    private long backoffNanos;
    private long retryAtNanos = System.nanoTime();

    PeerLink(NodeId node, PeerAddress address, PeerTuning tuning) {
        this.node = node;
        this.address = address;
        this.tuning = tuning;
        this.backoffNanos = tuning.backoffMin().toNanos();
    }

    NodeId node() {
        return node;
    }

    /** A channel that is connected or may yet be; null while it is not worth trying. */
    synchronized @Nullable ManagedChannel channel() {
        if (closed) {
            return null;
        }
        ManagedChannel current = channel;
        ConnectivityState state = current == null ? ConnectivityState.SHUTDOWN : current.getState(false);
        if (state == ConnectivityState.READY && !discarded) {
            backoffNanos = tuning.backoffMin().toNanos();
            return current;
        }
        boolean usable = state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING;
        if (usable && !discarded) {
            return current;
        }
        long now = System.nanoTime();
        if (now - retryAtNanos < 0) {
            return null;
        }
        if (current != null) {
            current.shutdownNow();
        }
        retryAtNanos = now + backoffNanos;
        backoffNanos = Math.min(2 * backoffNanos, tuning.backoffMax().toNanos());
        discarded = false;
        aliveNanos = now;
        ManagedChannel fresh = open();
        channel = fresh;
        return fresh;
    }

    /** A channel for bulk, so that nobody else waits behind it; the caller closes it. */
    ManagedChannel open() {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_REPLY_BYTES)
                .withOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(tuning.connectTimeout().toMillis()))
                .build();
    }

    /** Something came back. */
    void alive() {
        aliveNanos = System.nanoTime();
    }

    /** The channel answers no more although it looks connected: the next call gets another. */
    synchronized void discard(ManagedChannel silent) {
        if (channel == silent) {
            discarded = true;
        }
    }

    /** A call got no answer in time; discards the channel when nothing else has for long. */
    void unanswered(ManagedChannel suspect) {
        if (System.nanoTime() - aliveNanos > 3 * tuning.heartbeat().toNanos()) {
            discard(suspect);
        }
    }

    @Override
    public void close() {
        ManagedChannel last;
        synchronized (this) {
            closed = true;
            last = channel;
        }
        if (last == null) {
            return;
        }
        last.shutdownNow();
        try {
            last.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
