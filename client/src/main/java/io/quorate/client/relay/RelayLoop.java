package io.quorate.client.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The one thread that moves all bytes of all links. Ends for good when anything but a connection fails. */
final class RelayLoop implements AutoCloseable {
    /** Whose socket it is. */
    interface Ready {
        void ready(SelectionKey key, long nowNanos) throws IOException;
    }

    private record Wake(long nanos, Connection connection, Pipe pipe) {}

    private static final long TICK_NANOS = 50_000_000;
    private static final long MILLISECOND_NANOS = 1_000_000;
    private static final long STEP_NANOS = 50_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final int BACKLOG = 256;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>((left, right) -> Long.signum(left.nanos() - right.nanos()));
    private final Set<Connection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final AtomicLong worstLagNanos = new AtomicLong();
    private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
    private volatile boolean closing;
    private long tickNanos;

    RelayLoop() throws IOException {
        this.selector = Selector.open();
        this.thread = new Thread(this::run, "relays");
        thread.setDaemon(true);
    }

    /** Begins to move bytes. */
    void start() {
        tickNanos = System.nanoTime() + TICK_NANOS;
        thread.start();
    }

    /** Takes connections in; before the start. Returns where, also when the system chose the port. */
    InetSocketAddress listen(InetSocketAddress address, Connection.Path path) throws IOException {
        ServerSocketChannel door = ServerSocketChannel.open();
        try {
            door.bind(address, BACKLOG);
            door.configureBlocking(false);
            door.register(selector, SelectionKey.OP_ACCEPT, (Ready) (key, now) -> accept(door, path));
            return (InetSocketAddress) door.getLocalAddress();
        } catch (IOException e) {
            closeQuietly(door);
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocketChannel door, Connection.Path path) throws IOException {
        for (SocketChannel channel = door.accept(); channel != null; channel = door.accept()) {
            try {
                Connection connection = new Connection(this, path, channel);
                if (!connection.isGone()) {
                    connections.add(connection);
                }
            } catch (IOException e) {
                // Whoever opened it has given it up already.
                closeQuietly(channel);
            }
        }
    }

    // ---- for connections, on the relay thread --------------------------------------------------------------------

    SelectionKey register(SelectableChannel channel, int operations, Ready owner) throws IOException {
        return channel.register(selector, operations, owner);
    }

    ByteBuffer scratch() {
        return scratch;
    }

    void wakeAt(Connection connection, Pipe pipe, long nanos) {
        wakes.add(new Wake(nanos, connection, pipe));
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    /** Those that are open, in no order; a copy. */
    List<Connection> connections() {
        return new ArrayList<>(connections);
    }

    // ---- for others ----------------------------------------------------------------------------------------------

    /** Runs it on the relay thread and returns when it has run. */
    void call(Runnable command) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(() -> {
            command.run();
            done.complete(null);
        });
        await(done);
    }

    /** Returns when everything that was readable before the call has been read and, if nothing holds it up, written. */
    void settle() throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(() -> post(() -> post(() -> done.complete(null))));
        await(done);
    }

    private void post(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    private void await(CompletableFuture<Void> done) throws IOException {
        try {
            CompletableFuture.anyOf(done, ended).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the relay thread", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the relay thread did not answer within " + PATIENCE, e);
        }
        if (!done.isDone()) {
            throw new IOException("the relay thread has ended", ended.getNow(null));
        }
    }

    CompletableFuture<Throwable> ended() {
        return ended.copy();
    }

    /** By how much it was late at worst, for anything that had a time. */
    Duration worstLag() {
        return Duration.ofNanos(worstLagNanos.get());
    }

    // ---- the thread ----------------------------------------------------------------------------------------------

    private void run() {
        Throwable reason = new IOException("closed");
        try {
            while (!closing) {
                round();
            }
        } catch (IOException | RuntimeException | Error e) {
            reason = e;
        } finally {
            release();
            ended.complete(reason);
        }
    }

    private void round() throws IOException {
        rest(nextNanos() - System.nanoTime());
        long now = System.nanoTime();
        tick(now);
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof Ready owner) {
                owner.ready(key, now);
            }
        }
        selector.selectedKeys().clear();
        wake();
        for (int waiting = commands.size(); waiting > 0; waiting--) {
            Runnable command = commands.poll();
            if (command != null) {
                command.run();
            }
        }
    }

    /**
     * Until that time, or until there is something to do. A selector counts whole milliseconds, which is as long as a
     * round trip between zones: for bytes that are due sooner, it is asked again and again.
     */
    private void rest(long nanos) throws IOException {
        if (!commands.isEmpty() || nanos <= 0) {
            selector.selectNow();
        } else if (wakes.isEmpty()) {
            selector.select(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
        } else if (nanos >= MILLISECOND_NANOS) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(nanos));
        } else if (selector.selectNow() == 0) {
            LockSupport.parkNanos(Math.min(nanos, STEP_NANOS));
        }
    }

    private long nextNanos() {
        @Nullable Wake first = wakes.peek();
        return first == null || first.nanos() - tickNanos > 0 ? tickNanos : first.nanos();
    }

    private void tick(long now) {
        if (now - tickNanos >= 0) {
            late(now - tickNanos);
            tickNanos = now + TICK_NANOS;
        }
    }

    private void late(long nanos) {
        worstLagNanos.accumulateAndGet(nanos, Math::max);
    }

    private void wake() {
        long now = System.nanoTime();
        for (Wake wake = wakes.peek(); wake != null && wake.nanos() - now <= 0; wake = wakes.peek()) {
            wakes.remove();
            late(now - wake.nanos());
            wake.connection().woken(wake.pipe(), now);
        }
    }

    private void release() {
        connections().forEach(Connection::close);
        for (SelectionKey key : selector.keys()) {
            closeQuietly(key.channel());
        }
        closeQuietly(selector);
    }

    /** For what is given up anyway. */
    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is gone as far as we are concerned.
        }
    }

    /** Closes every connection and listener; returns when the thread has ended. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            release();
            return;
        }
        selector.wakeup();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
