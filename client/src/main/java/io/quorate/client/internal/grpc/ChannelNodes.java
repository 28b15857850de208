package io.quorate.client.internal.grpc;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.MetadataUtils;
import io.quorate.client.Endpoint;
import io.quorate.client.internal.retry.Nodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One channel per endpoint, all on one network thread of our own. */
final class ChannelNodes implements Nodes, AutoCloseable {
    private static final Metadata.Key<String> KEYSPACE =
            Metadata.Key.of("quorate-keyspace", Metadata.ASCII_STRING_MARSHALLER);
    private static final long KEEP_ALIVE_SECONDS = 30;
    private static final int MAX_RESPONSE_BYTES = Integer.MAX_VALUE;

    private final MultiThreadIoEventLoopGroup loop;
    private final List<ManagedChannel> channels;
    private final AtomicInteger preferred;
    private final Set<Delayed> delayed = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param first number of the endpoint to begin with
     * @param keyspace that every call names; null for the default one
     */
    ChannelNodes(List<Endpoint> endpoints, int first, @Nullable String keyspace) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("quorate-client", true), handlers);
        channels = endpoints.stream()
                .map(endpoint -> NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                        .eventLoopGroup(loop)
                        .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .directExecutor()
                        .disableRetry()
                        .disableServiceConfigLookUp()
                        .intercept(naming(keyspace))
                        .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .usePlaintext()
                        .build())
                .toList();
        preferred = new AtomicInteger(first);
    }

    /** Nothing for the default keyspace: a server that is not Quorate would not know the name. */
    private static List<ClientInterceptor> naming(@Nullable String keyspace) {
        if (keyspace == null) {
            return List.of();
        }
        Metadata headers = new Metadata();
        headers.put(KEYSPACE, keyspace);
        return List.of(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public int preferred() {
        return preferred.get();
    }

    @Override
    public Channel channel(int number) {
        return channels.get(Math.floorMod(number, channels.size()));
    }

    @Override
    public void avoid(int number) {
        preferred.compareAndSet(number, number + 1);
    }

    @Override
    public int size() {
        return channels.size();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        Delayed later = new Delayed(task);
        // Added before the look: whoever closes after it finds the task.
        delayed.add(later);
        if (closed) {
            later.run();
            return;
        }
        try {
            loop.schedule(later, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed this very moment.
            later.run();
        }
    }

    /** A task that runs once: when it is due, or when this closes, for somebody waits for what it leads to. */
    private final class Delayed implements Runnable {
        private final Runnable task;

        Delayed(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (delayed.remove(this)) {
                task.run();
            }
        }
    }

    /** What is under way, or waits to be tried again, fails now. */
    @Override
    public void close() {
        closed = true;
        channels.forEach(ManagedChannel::shutdownNow);
        delayed.forEach(Delayed::run);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
