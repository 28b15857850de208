package io.quorate.server.api;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.quorate.server.api.error.EtcdError;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Bounds the memory of requests that have arrived in part. gRPC itself bounds each request, but a connection may have
 * thousands under way; without this, a few clients' requests take the memory that every connection needs. Beyond the
 * budget, or when memory is scarce, a request is refused by the piece that does not fit, before it can be complete.
 * Calls between nodes are exempt.
 */
final class IncomingBudget extends ServerStreamTracer.Factory {
    /** Smaller ones are not worth counting: most arrive at once. */
    private static final int SMALL_BYTES = 4 << 10;

    private static final String BETWEEN_NODES = "quorate.internal.";
    private static final ServerStreamTracer UNCOUNTED = new ServerStreamTracer() {};

    private final long maxBytes;
    private final BooleanSupplier scarce;
    private final AtomicLong heldBytes = new AtomicLong();

    /** @param scarce whether there is so little memory left that nothing but small requests may enter */
    IncomingBudget(long maxBytes, BooleanSupplier scarce) {
        this.maxBytes = maxBytes;
        this.scarce = scarce;
    }

    long heldBytes() {
        return heldBytes.get();
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return fullMethodName.startsWith(BETWEEN_NODES) ? UNCOUNTED : new Arrival();
    }

    /** One call's request. What is thrown here ends the call with that status, as when a request is too large. */
    private final class Arrival extends ServerStreamTracer {
        private long arrived;
        private long held;
        private boolean closed;

        @Override
        public synchronized void inboundWireSize(long bytes) {
            arrived += bytes;
            if (arrived <= SMALL_BYTES || closed) {
                return;
            }
            long more = arrived - held;
            if (heldBytes.addAndGet(more) > maxBytes || scarce.getAsBoolean()) {
                heldBytes.addAndGet(-more);
                throw EtcdError.TOO_MANY_REQUESTS.exception();
            }
            held = arrived;
        }

        /** It is complete and becomes an object at once. */
        @Override
        public void inboundMessageRead(int sequence, long wireSize, long uncompressedSize) {
            release();
        }

        @Override
        public synchronized void streamClosed(Status status) {
            closed = true;
            release();
        }

        private synchronized void release() {
            heldBytes.addAndGet(-held);
            held = 0;
            arrived = 0;
        }
    }
}
