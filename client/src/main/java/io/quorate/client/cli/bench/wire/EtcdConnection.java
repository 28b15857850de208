package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.quorate.client.Endpoint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to one node, made again when it is lost. Calls on its thread only; the rest from anywhere. */
public final class EtcdConnection {
    private static final int UNAVAILABLE = 14;
    private static final long RECONNECT_MILLIS = 100;

    private final Endpoint endpoint;
    private final EventLoopGroup loop;
    private final Bootstrap bootstrap;
    private volatile @Nullable Http2Session session;
    private volatile @Nullable Channel channel;
    private volatile String lastFailure = "not connected yet";
    private volatile boolean closed;

    /** @param loop of one thread */
    public EtcdConnection(Endpoint endpoint, EventLoopGroup loop, Class<? extends Channel> type) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline().addLast(new Http2Session(EtcdConnection.this));
                    }
                });
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Begins to connect. */
    public void connect() {
        if (closed) {
            return;
        }
        ChannelFuture connecting = bootstrap.connect(endpoint.host(), endpoint.port());
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                lastFailure = String.valueOf(done.cause().getMessage());
                reconnectLater();
            }
        });
    }

    /** Calls can be made. */
    public boolean isReady() {
        return session != null;
    }

    /** Why there is no connection. */
    public String lastFailure() {
        return lastFailure;
    }

    /** Sends one call; the bytes must not change until it is answered. */
    public void send(Method method, byte[] message, Call call) {
        Http2Session current = session;
        if (current == null) {
            call.answered(UNAVAILABLE, "no connection to " + endpoint + ": " + lastFailure, 0);
        } else {
            current.send(method, message, call);
        }
    }

    public void close() {
        closed = true;
        Channel current = channel;
        if (current != null) {
            current.close();
        }
    }

    void ready(Http2Session made) {
        session = made;
    }

    void failed(Throwable cause) {
        lastFailure = String.valueOf(cause.getMessage());
    }

    void lost(Http2Session gone) {
        Http2Session current = session;
        if (current == gone || current == null) {
            session = null;
            reconnectLater();
        }
    }

    private void reconnectLater() {
        if (!closed && !loop.isShuttingDown()) {
            loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
