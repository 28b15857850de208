package io.quorate.client.cli.bench;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.client.Endpoint;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.bench.wire.EtcdConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Runs one plan: connects, starts the clients, waits, sums up. The calling thread blocks; network threads drive. */
final class LoadGenerator implements AutoCloseable {
    private static final int RANDOM_BYTES = 1 << 20;
    private static final long CONNECT_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final LoadPlan plan;
    private final List<LoadShard> shards = new ArrayList<>();
    private final List<EtcdConnection> connections = new ArrayList<>();

    LoadGenerator(LoadPlan plan) {
        this.plan = plan;
    }

    /** Runs to the end; once. */
    LoadResult run() throws InterruptedException {
        connect();
        LoadWindow window =
                new LoadWindow(plan.schedule().warmup(), plan.schedule().measured(), plan.serverPids());
        if (!plan.schedule().warmup().isTimed() && plan.schedule().warmup().operations() == 0) {
            window.open();
        }
        startClients(window);
        try {
            if (plan.schedule().warmup().isTimed()) {
                await(
                        window,
                        window.opening(),
                        plan.schedule().warmup().duration().toNanos());
                window.open();
            }
            await(window, window.opening(), Long.MAX_VALUE);
            if (plan.schedule().measured().isTimed()) {
                await(
                        window,
                        window.closing(),
                        plan.schedule().measured().duration().toNanos());
                window.close();
            }
            await(window, window.closing(), Long.MAX_VALUE);
            LoadTotals totals = new LoadTotals();
            for (LoadShard shard : shards) {
                shard.addTo(totals);
            }
            return LoadResult.of(plan, window.opening().get(), window.closing().get(), totals);
        } catch (ExecutionException e) {
            throw new CommandFailure(ExitCode.FAILED, "the run broke off: " + e.getCause(), e);
        }
    }

    private void connect() {
        ThreadFactory threads = new DefaultThreadFactory("bench", true);
        boolean epoll = Epoll.isAvailable();
        for (int i = 0; i < plan.target().threads(); i++) {
            IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
            shards.add(new LoadShard(new MultiThreadIoEventLoopGroup(1, threads, handlers)));
        }
        Class<? extends Channel> channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        for (int i = 0; i < plan.target().connections(); i++) {
            Endpoint endpoint = plan.target().endpoint(i);
            LoadShard shard = shards.get(i % shards.size());
            EtcdConnection connection = new EtcdConnection(endpoint, shard.loop(), channelType);
            connection.connect();
            connections.add(connection);
        }
        awaitConnections();
    }

    private void awaitConnections() {
        long deadline = System.nanoTime() + plan.schedule().stallTimeout().toNanos();
        for (EtcdConnection connection : connections) {
            while (!connection.isReady()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "no connection to " + connection.endpoint() + " within "
                                    + plan.schedule().stallTimeout().toMillis() + " ms: " + connection.lastFailure()
                                    + "; is a node listening there?");
                }
                LockSupport.parkNanos(CONNECT_POLL_NANOS);
            }
        }
    }

    private void startClients(LoadWindow window) {
        SplittableRandom random = new SplittableRandom(plan.workload().keys().seed());
        byte[] randomBytes =
                new byte[Math.max(RANDOM_BYTES, plan.workload().keys().valueSize())];
        random.nextBytes(randomBytes);
        long start = System.nanoTime();
        for (int i = 0; i < plan.target().clients(); i++) {
            int connection = i % connections.size();
            Pace pace = plan.schedule().ratePerSecond() > 0
                    ? Pace.ofRate(
                            plan.schedule().ratePerSecond(), i, plan.target().clients(), start)
                    : Pace.unlimited();
            LoadShard shard = shards.get(connection % shards.size());
            LoadClient client = new LoadClient(
                    connections.get(connection),
                    shard,
                    window,
                    plan.workload(),
                    new LoadClient.ClientSeed(random.split(), randomBytes, pace));
            shard.loop().execute(client::next);
        }
    }

    /** Waits for an edge of the window, at most for a time; fails when operations stop completing. */
    private void await(LoadWindow window, java.util.concurrent.Future<?> edge, long nanos)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long lastCompleted = window.completed();
        long lastProgress = start;
        while (!edge.isDone()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            try {
                edge.get(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long completed = window.completed();
                if (completed != lastCompleted) {
                    lastCompleted = completed;
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress
                        > plan.schedule().stallTimeout().toNanos()) {
                    throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "no operation completed for "
                                    + plan.schedule().stallTimeout().toMillis() + " ms, after " + completed);
                }
            }
        }
    }

    @Override
    public void close() {
        connections.forEach(EtcdConnection::close);
        shards.forEach(shard -> shard.loop().shutdownGracefully(0, 0, TimeUnit.MILLISECONDS));
    }
}
