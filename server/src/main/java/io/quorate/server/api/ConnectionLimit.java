package io.quorate.server.api;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Bounds the connections of a port: one too many is closed before it can send a request. */
final class ConnectionLimit extends ServerTransportFilter {
    private static final String TOO_MANY = "too many connections";

    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionLimit(int max) {
        this.max = max;
    }

    /** Open now. */
    int open() {
        return open.get();
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            // The one way to turn a connection away here: the HTTP/2 error inside is what the client is told, and this
            // one
            // lets it try elsewhere.
            throw new IllegalStateException(
                    TOO_MANY, Http2Exception.connectionError(Http2Error.REFUSED_STREAM, TOO_MANY));
        }
        return attributes;
    }

    /** A connection that was never ready, or was turned away, has no attributes. */
    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
        if (attributes != null) {
            open.decrementAndGet();
        }
    }
}
