package io.quorate.server.api;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the open sockets of a port, those included that have not said anything yet, before they cost more than their
 * descriptor. {@link ConnectionLimit}, which is lower, turns connections away with a reason; this one is for a flood.
 */
final class SocketLimit extends ChannelInboundHandlerAdapter {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    SocketLimit(int max) {
        this.max = max;
    }

    /** Above the limit for connections, so that those too many can be told why. */
    static int above(int maxConnections) {
        return maxConnections + maxConnections / 4;
    }

    /** The message is a socket that was accepted and belongs to nobody yet. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel socket = (Channel) message;
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            socket.unsafe().closeForcibly();
            return;
        }
        socket.closeFuture().addListener(closed -> open.decrementAndGet());
        context.fireChannelRead(message);
    }
}
