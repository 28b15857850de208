package io.quorate.client.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Two nodes, 0 and 1, of which each has one listening socket, with relays between them. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final ServerSocket[] nodes = {listener("127.54.0.1"), listener("127.54.0.2")};
    private final InetSocketAddress[] relays = {free("127.54.2.1"), free("127.54.1.2")};
    private final RelayNetwork network;

    Wire() throws IOException {
        network = RelayNetwork.open(List.of(
                new Route(0, 1, relays[1], (InetSocketAddress) nodes[1].getLocalSocketAddress()),
                new Route(1, 0, relays[0], (InetSocketAddress) nodes[0].getLocalSocketAddress())));
    }

    private static ServerSocket listener(String address) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(address));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static InetSocketAddress free(String address) throws IOException {
        try (ServerSocket socket = listener(address)) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    RelayNetwork network() {
        return network;
    }

    /** A connection that one node opens to the other. */
    Talk open(int from) throws IOException {
        Socket near = dial(from);
        return new Talk(near, nodes[1 - from].accept());
    }

    /** Only the end of the node that opens it. */
    Socket dial(int from) throws IOException {
        Socket near = new Socket();
        // Before it is connected: it may be reset at once.
        near.setTcpNoDelay(true);
        near.setSoTimeout(PATIENCE_MILLIS);
        near.connect(relays[1 - from], PATIENCE_MILLIS);
        return near;
    }

    /** Whether a connection that this node opens is reset, at once or a little later. */
    boolean isRefused(int from) {
        try (Socket socket = dial(from)) {
            return isReset(socket);
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }

    void stopListening(int node) throws IOException {
        nodes[node].close();
    }

    @Override
    public void close() throws IOException {
        network.close();
        nodes[0].close();
        nodes[1].close();
    }

    /**
     * A connection's ends.
     *
     * @param near of the node that opened it
     */
    record Talk(Socket near, Socket far) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads exactly so many characters. */
    static String hear(Socket socket, int length) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    /** Whether nothing comes in for a while. */
    static boolean isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        InputStream in = socket.getInputStream();
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** Whether the other side has reset it, not merely closed. */
    static boolean isReset(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }
}
