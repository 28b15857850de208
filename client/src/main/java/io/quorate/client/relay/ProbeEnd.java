package io.quorate.client.relay;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** One end of a connection that carries numbers of ours. Not for several threads. */
final class ProbeEnd implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000;
    private static final int RECEIVE_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(RECEIVE_BYTES);
    private boolean dead;

    ProbeEnd(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        received.flip();
    }

    /** Writes this number so many times. */
    void send(long number, int times, long deadlineNanos) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(times * Long.BYTES);
        for (int i = 0; i < times; i++) {
            bytes.putLong(number);
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                pause(deadlineNanos, "the link takes no bytes");
            }
        }
    }

    /** Waits until this number has come in so many times. */
    void await(long number, int times, long deadlineNanos) throws IOException {
        for (int seen = take(number); seen < times; seen += take(number)) {
            pause(deadlineNanos, "bytes did not arrive");
        }
    }

    private static void pause(long deadlineNanos, String otherwise) throws IOException {
        if (System.nanoTime() - deadlineNanos > 0 || Thread.currentThread().isInterrupted()) {
            throw new IOException(otherwise);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** How often this number has come in since the last call; other numbers came late and are forgotten. */
    int take(long number) throws IOException {
        int seen = 0;
        for (int count = fill(); count > 0; count = fill()) {
            while (received.remaining() >= Long.BYTES) {
                seen += received.getLong() == number ? 1 : 0;
            }
        }
        return seen;
    }

    private int fill() throws IOException {
        received.compact();
        int count = channel.read(received);
        received.flip();
        if (count < 0) {
            dead = true;
            throw new IOException("the connection has ended");
        }
        return count;
    }

    /** Whether nothing has ended it. What came in is forgotten. */
    boolean isAlive() {
        try {
            take(0);
            return !dead;
        } catch (IOException e) {
            dead = true;
            return false;
        }
    }

    /** Returns once the connection has ended. */
    void awaitEnd(long deadlineNanos) throws IOException {
        while (isAlive()) {
            pause(deadlineNanos, "the connection was not reset");
        }
    }

    @Override
    public void close() {
        RelayLoop.closeQuietly(channel);
    }
}
