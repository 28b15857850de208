package io.quorate.client.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection of our own that goes the way of those that one node opens to another, with both ends here. It is made
 * even when a direction is cut: only what is said over it is subject to the links.
 */
final class Probe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 100_000;

    private final ServerSocketChannel door;
    private @Nullable InetSocketAddress relay;
    private @Nullable ProbeEnd opener;
    private @Nullable ProbeEnd target;

    Probe() throws IOException {
        this.door = ServerSocketChannel.open();
        try {
            door.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            door.configureBlocking(false);
        } catch (IOException e) {
            RelayLoop.closeQuietly(door);
            throw e;
        }
    }

    /** Where the relay has to lead. */
    InetSocketAddress target() throws IOException {
        return (InetSocketAddress) door.getLocalAddress();
    }

    /** Where the relay listens. */
    void leadsThrough(InetSocketAddress address) {
        relay = address;
    }

    /** The end of the node that opens. */
    ProbeEnd openerEnd() throws IOException {
        connect();
        return required(opener);
    }

    /** The end of the node that is connected to. */
    ProbeEnd targetEnd() throws IOException {
        connect();
        return required(target);
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the probe is not connected");
        }
        return part;
    }

    private void connect() throws IOException {
        if (opener != null && target != null && opener.isAlive() && target.isAlive()) {
            return;
        }
        hangUp();
        for (SocketChannel old = door.accept(); old != null; old = door.accept()) {
            old.close();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        opener = new ProbeEnd(dial());
        SocketChannel accepted = door.accept();
        while (accepted == null) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the relay did not connect within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            accepted = door.accept();
        }
        target = new ProbeEnd(accepted);
    }

    private SocketChannel dial() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(required(relay), Math.toIntExact(PATIENCE.toMillis()));
            return channel;
        } catch (IOException e) {
            RelayLoop.closeQuietly(channel);
            throw e;
        }
    }

    /** Throws unless the old connection is reset, and a new one too. */
    void checkReset() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        if (opener != null) {
            opener.awaitEnd(deadline);
        }
        if (target != null) {
            target.awaitEnd(deadline);
        }
        try (ProbeEnd fresh = new ProbeEnd(dial())) {
            fresh.awaitEnd(deadline);
        } catch (SocketException e) {
            // It was reset before it could be used.
        }
    }

    private void hangUp() {
        if (opener != null) {
            opener.close();
            opener = null;
        }
        if (target != null) {
            target.close();
            target = null;
        }
    }

    @Override
    public void close() {
        hangUp();
        RelayLoop.closeQuietly(door);
    }
}
