package io.quorate.server.peer;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One listening node on loopback. */
final class TestPeer implements AutoCloseable {
    static final String CLUSTER = "test";
    static final NodeId N1 = new NodeId("n1");
    static final NodeId N2 = new NodeId("n2");

    final FakeRequests requests = new FakeRequests();
    private PeerService service;
    private Server server;
    private int port;

    TestPeer() throws IOException {
        listen(0);
    }

    static PeerIdentity identity(NodeId node) {
        return new PeerIdentity(CLUSTER, node, Set.of(N1, N2));
    }

    private void listen(int on) throws IOException {
        service = new PeerService(identity(N2), requests);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), on))
                .directExecutor()
                .addService(service)
                .build()
                .start();
        this.port = server.getPort();
    }

    int port() {
        return port;
    }

    /** As if the process had died. */
    void stop() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(5, TimeUnit.SECONDS);
        service.close();
    }

    void restart() throws IOException {
        listen(port);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
