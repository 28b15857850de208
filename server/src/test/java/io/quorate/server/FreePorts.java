package io.quorate.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that start a moment later. Below those that the system gives to whoever connects somewhere, or one
 * of these would be taken in that moment now and then; apart from those of a build's other test process; and none
 * twice.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = 8_000;
    private static final int PROCESS = Integer.getInteger("quorate.fork", 1) - 1;
    private static final AtomicInteger NEXT =
            new AtomicInteger(Math.floorMod(ProcessHandle.current().pid() * 31, COUNT));

    private FreePorts() {}

    /** One that nobody listens on now. */
    public static int take(InetAddress host) throws IOException {
        IOException last = new IOException("no port");
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (PROCESS & 1) * COUNT + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, host)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
