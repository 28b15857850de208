package io.quorate.server.api;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server of a node: etcd's services, {@code grpc.health.v1}, and whatever else is served on the same port.
 *
 * <p>Calls run on the connection's event loop, so no service may block. States: made, started, stopped; each once.
 */
public final class ClientPort {
    /**
     * Largest message: a batch that another node forwards is at most a log entry, which is below this. A client's
     * request that is too large for etcd but not for this gets etcd's own error.
     */
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    /** What gRPC itself may need around the largest request, as etcd has it. */
    private static final int ENVELOPE_BYTES = 512 << 10;

    /** As etcd: a client that pings more often is sent away. */
    private static final long MIN_PING_SECONDS = 5;

    /** Room for a largest request; fixed, since probing for a better window costs a ping for every few reads. */
    private static final int WINDOW_BYTES = 2 << 20;

    /**
     * Most that is read at once from a connection: two frames. What a piece of a request lies in cannot be used again
     * until the request is complete or refused, and with Netty's 64 KiB that is several other frames as well.
     */
    private static final int READ_BYTES = 32 << 10;

    /** Who connects and says nothing is not a client. */
    private static final long HANDSHAKE_SECONDS = 20;

    /** Ten thousand clients may arrive at once. */
    private static final int BACKLOG = 4096;

    /**
     * Where and how to listen.
     *
     * @param port 0 for any free one
     * @param eventLoops threads that serve connections
     * @param maxRequestBytes largest request
     * @param maxCallsPerConnection most calls at once on one connection; further ones wait at the client
     * @param maxConnections most connections; further ones are closed at once
     */
    public record Options(
            String host, int port, int eventLoops, int maxRequestBytes, int maxCallsPerConnection, int maxConnections) {
        /** What suits thousands of clients. */
        public static Options of(String host, int port, ApiLimits limits) {
            int loops = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
            return new Options(host, port, loops, limits.maxRequestBytes(), 4_096, 20_000);
        }
    }

    private final Options options;
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<String> serviceNames;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Server server;
    private final ConnectionLimit connections;

    /**
     * @param services services that are already intercepted
     * @param others further services of this port, as they are
     */
    public ClientPort(Options options, List<ServerServiceDefinition> services, List<BindableService> others) {
        this.options = options;
        boolean epoll = Epoll.isAvailable();
        this.connections = new ConnectionLimit(options.maxConnections());
        this.acceptor = loops(epoll, "client-accept", 1);
        this.loops = loops(epoll, "client-loop", options.eventLoops());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(options.host(), options.port()))
                .bossEventLoopGroup(acceptor)
                .workerEventLoopGroup(loops)
                .channelFactory(() -> serverChannel(epoll, options.maxConnections()))
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .withChildOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 2 << 10, READ_BYTES))
                .directExecutor()
                .maxInboundMessageSize(Math.max(MAX_MESSAGE_BYTES, options.maxRequestBytes() + ENVELOPE_BYTES))
                .maxConcurrentCallsPerConnection(options.maxCallsPerConnection())
                .flowControlWindow(WINDOW_BYTES)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(MIN_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addStreamTracerFactory(incomingBudget(options.maxRequestBytes()))
                .addTransportFilter(connections)
                .addService(health.getHealthService());
        services.forEach(builder::addService);
        others.forEach(builder::addService);
        this.serviceNames = services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .toList();
        this.server = builder.build();
        serving(false);
    }

    /**
     * A small part of the memory that Netty reads into. What has arrived in part lies in pieces, each of which keeps a
     * whole buffer from being used again: that was seen to take seven times as much, and nothing bounds it. So three
     * quarters in use, by whomever, are enough to refuse what is not small.
     */
    private static IncomingBudget incomingBudget(int maxRequestBytes) {
        long direct = PlatformDependent.maxDirectMemory();
        return new IncomingBudget(
                Math.max(4L * maxRequestBytes, direct / 16), new DirectMemory(direct / 4 * 3)::isScarce);
    }

    private static ServerChannel serverChannel(boolean epoll, int maxConnections) {
        ServerChannel channel = epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addFirst(new SocketLimit(SocketLimit.above(maxConnections)));
        return channel;
    }

    private static EventLoopGroup loops(boolean epoll, String name, int threads) {
        DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, factory, handlers);
    }

    /**
     * Binds and serves.
     *
     * @throws PortTakenException when another process listens there
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            stopLoops();
            if (isTaken(e)) {
                throw new PortTakenException(options.host(), options.port(), e);
            }
            throw e;
        }
    }

    private static boolean isTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // With epoll the exception is one of Netty's own, which only says it in words.
            String message = cause.getMessage();
            if ((cause instanceof BindException || cause instanceof IOException)
                    && message != null
                    && message.contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    /** The port that was bound. */
    public int port() {
        return server.getPort();
    }

    /** Connections that are open now, of clients and of other nodes. */
    public int connections() {
        return connections.open();
    }

    /** Tells health checks whether this node may serve; it may not until told. */
    public void serving(boolean mayServe) {
        ServingStatus status = mayServe ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        serviceNames.forEach(name -> health.setStatus(name, status));
    }

    /**
     * Takes no new calls, gives those under way some time, then cuts them off. Returns when the port is free.
     *
     * @throws InterruptedException when interrupted while waiting; everything is then cut off at once
     */
    public void stop(Duration drain) throws InterruptedException {
        if (!server.isShutdown()) {
            health.enterTerminalState();
            server.shutdown();
        }
        try {
            if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            server.shutdownNow();
            stopLoops();
        }
    }

    private void stopLoops() {
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
