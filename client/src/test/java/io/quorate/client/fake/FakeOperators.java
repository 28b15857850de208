package io.quorate.client.fake;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.client.Endpoint;
import io.quorate.proto.v1.DrainNodeRequest;
import io.quorate.proto.v1.DrainNodeResponse;
import io.quorate.proto.v1.Keyspace;
import io.quorate.proto.v1.Leadership;
import io.quorate.proto.v1.ListNodesRequest;
import io.quorate.proto.v1.ListNodesResponse;
import io.quorate.proto.v1.Node;
import io.quorate.proto.v1.NodeReportRequest;
import io.quorate.proto.v1.NodeReportResponse;
import io.quorate.proto.v1.NodesGrpc;
import io.quorate.proto.v1.Prospect;
import io.quorate.proto.v1.Replica;
import io.quorate.proto.v1.UndrainNodeRequest;
import io.quorate.proto.v1.UndrainNodeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster of one node, n1, which leads a keyspace until told what happens to it. */
public final class FakeOperators extends NodesGrpc.NodesImplBase implements AutoCloseable {
    private static final String NAME = "n1";

    private final Server server;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean drained;
    private final AtomicInteger looksUntilMoved = new AtomicInteger();
    private volatile String why = "";

    public FakeOperators() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once it is drained it leads for so many looks more, and says why. */
    public FakeOperators stayingFor(int looks, String reason) {
        looksUntilMoved.set(looks);
        why = reason;
        return this;
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getPort());
    }

    /** Changes, in order. */
    public Queue<String> asked() {
        return asked;
    }

    private Node node() {
        return Node.newBuilder()
                .setName(NAME)
                .setCity("shanghai")
                .setZone("sh-a")
                .setClientEndpoint(endpoint().toString())
                .setPeerEndpoint("127.0.0.1:7379")
                .setHttpEndpoint("127.0.0.1:8379")
                .setDrained(drained)
                .setDrainedSinceMillis(drained ? 1_795_426_200_000L : 0)
                .build();
    }

    @Override
    public void list(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
        observer.onNext(ListNodesResponse.newBuilder()
                .setCluster("demo")
                .setEpoch(9)
                .addNodes(node())
                .build());
        observer.onCompleted();
    }

    @Override
    public void drain(DrainNodeRequest request, StreamObserver<DrainNodeResponse> observer) {
        asked.add("drain " + request.getName());
        if (!request.getName().equals(NAME)) {
            observer.onError(Status.NOT_FOUND
                    .withDescription("quorate: node not found: " + request.getName())
                    .asRuntimeException());
            return;
        }
        drained = true;
        observer.onNext(
                DrainNodeResponse.newBuilder().setEpoch(10).setNode(node()).build());
        observer.onCompleted();
    }

    @Override
    public void undrain(UndrainNodeRequest request, StreamObserver<UndrainNodeResponse> observer) {
        asked.add("undrain " + request.getName());
        drained = false;
        observer.onNext(
                UndrainNodeResponse.newBuilder().setEpoch(11).setNode(node()).build());
        observer.onCompleted();
    }

    @Override
    public void report(NodeReportRequest request, StreamObserver<NodeReportResponse> observer) {
        boolean leads = !drained || looksUntilMoved.getAndDecrement() > 0;
        Replica.Builder replica = Replica.newBuilder()
                .setTerm(7)
                .setKeyspace(Keyspace.newBuilder()
                        .setName("orders")
                        .setGroup("g")
                        .addVoters(NAME)
                        .addVoters("n2")
                        .setLeader(leads ? NAME : "n2"));
        if (leads) {
            replica.setLeadership(Leadership.newBuilder()
                    .setAtHome(true)
                    .setWhyHere(drained ? why : "")
                    .setProspect(Prospect.newBuilder().setKnown(true)));
        }
        observer.onNext(NodeReportResponse.newBuilder()
                .setNode(node())
                .setVersion("0.1.0")
                .addReplicas(replica)
                .build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
