package io.quorate.server.peer;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.quorate.server.common.NodeId;
import io.quorate.server.observability.PrometheusMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One listening node on loopback. */
final class TestPeer implements AutoCloseable {
    static final String CLUSTER = "test";
    static final NodeId N1 = new NodeId("n1");
    static final NodeId N2 = new NodeId("n2");

    final FakeRequests requests = new FakeRequests();
    private final PrometheusMetrics metrics = new PrometheusMetrics("test");
    private PeerService service;
    private Server server;
    private int port;

    TestPeer() throws IOException {
        listen(0);
    }

    static PeerIdentity identity(NodeId node) {
        return identity(node, "same");
    }

    static PeerIdentity identity(NodeId node, String topologyHash) {
        return new PeerIdentity(CLUSTER, topologyHash, node, Set.of(N1, N2));
    }

    private void listen(int on) throws IOException {
        service = new PeerService(identity(N2), requests, metrics);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), on))
                .directExecutor()
                .addService(service)
                .build()
                .start();
        this.port = server.getPort();
    }

    /** Calls refused for this reason, as /metrics has them. */
    String refusals(String reason) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("quorate_peer_refused_calls_total"))
                .filter(line -> line.contains("reason=\"" + reason + "\""))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .collect(Collectors.joining());
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
        metrics.close();
    }
}
