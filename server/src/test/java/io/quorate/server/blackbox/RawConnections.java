package io.quorate.server.blackbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections to one port, by one thread, without a client library: each says what an HTTP/2 client says first, or
 * nothing at all, and remembers how it was answered. Used by one thread.
 */
final class RawConnections implements AutoCloseable {
    /** HTTP/2's opening words, and empty settings. */
    private static final byte[] PREFACE = preface();

    private static final String REASON = "too many connections";

    /** One of them. */
    private static final class Connection {
        final SocketChannel channel;
        final StringBuilder heard = new StringBuilder();
        boolean ended;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final InetSocketAddress target;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    RawConnections(int port) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.selector = Selector.open();
    }

    private static byte[] preface() {
        byte[] words = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        return ByteBuffer.allocate(words.length + settings.length)
                .put(words)
                .put(settings)
                .array();
    }

    /** Begins so many more. */
    void open(int count, boolean speaking) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(target);
            Connection connection = new Connection(channel);
            connections.add(connection);
            channel.register(selector, SelectionKey.OP_CONNECT, connection);
            connection.heard.append(speaking ? "" : "-");
            if (i % 64 == 0) {
                handle(1);
            }
        }
    }

    /** Until nothing has happened for so long. */
    void settle(Duration quiet) throws IOException {
        while (handle(quiet.toMillis()) > 0) {
            // more may come
        }
    }

    private int handle(long millis) throws IOException {
        int events = selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            try {
                if (key.isConnectable() && connection.channel.finishConnect()) {
                    key.interestOps(SelectionKey.OP_READ);
                    if (connection.heard.isEmpty()) {
                        connection.channel.write(ByteBuffer.wrap(PREFACE));
                    }
                } else if (key.isReadable()) {
                    read(connection);
                }
            } catch (IOException e) {
                // Refused or reset: that is an end, too.
                end(connection);
            }
        }
        selector.selectedKeys().clear();
        return events;
    }

    private void read(Connection connection) throws IOException {
        buffer.clear();
        if (connection.channel.read(buffer) < 0) {
            end(connection);
            return;
        }
        connection.heard.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
    }

    private static void end(Connection connection) throws IOException {
        connection.ended = true;
        connection.channel.close();
    }

    /** Not hung up on. */
    long living() {
        return connections.stream().filter(connection -> !connection.ended).count();
    }

    /** Hung up on, and told why. */
    long toldWhy() {
        return connections.stream()
                .filter(connection -> connection.ended && connection.heard.indexOf(REASON) >= 0)
                .count();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
