package io.quorate.server.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP relay that can hold every byte back as a black hole does, or cut the line after some bytes. */
final class FreezableProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong downBudget = new AtomicLong(Long.MAX_VALUE);
    private volatile CountDownLatch thaw = new CountDownLatch(0);

    FreezableProxy(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void freeze() {
        thaw = new CountDownLatch(1);
    }

    /** Cuts every line once so many more bytes have come back from the target. */
    void cutAfter(long bytes) {
        downBudget.set(bytes);
    }

    void heal() {
        downBudget.set(Long.MAX_VALUE);
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket();
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            sockets.add(near);
            sockets.add(far);
            start(() -> copy(near, far, new AtomicLong(Long.MAX_VALUE)));
            start(() -> copy(far, near, downBudget));
        }
    }

    private void copy(Socket from, Socket to, AtomicLong budget) throws IOException {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                thaw.await();
                if (budget.addAndGet(-count) < 0) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // the test closed it, or cut it
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        thaw.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
