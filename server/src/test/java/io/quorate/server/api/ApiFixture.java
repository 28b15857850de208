package io.quorate.server.api;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.quorate.proto.etcd.ClusterGrpc;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.v1.InspectionGrpc;
import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.api.receipt.ReceiptInterceptor;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.request.KeyspaceRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** The services over a keyspace, reached in process. */
public final class ApiFixture implements AutoCloseable {
    static final ApiLimits LIMITS =
            new ApiLimits(1_536 << 10, 128, Duration.ofSeconds(7), 4, 1 << 20, Duration.ofSeconds(10));
    static final ClusterIdentity IDENTITY = ClusterIdentity.of("test", new NodeId("n1"));
    static final List<Member> MEMBERS = List.of(
            new Member(new NodeId("n1"), List.of("http://127.0.0.1:7379"), List.of("http://127.0.0.1:2379"), false),
            new Member(new NodeId("n2"), List.of("http://127.0.0.1:7479"), List.of("http://127.0.0.1:2479"), true),
            new Member(new NodeId("n3"), List.of("http://127.0.0.1:7579"), List.of("http://127.0.0.1:2579"), false));
    static final Membership MEMBERSHIP = new Membership(IDENTITY, () -> MEMBERS);

    static final ReceiptInterceptor RECEIPTS =
            new ReceiptInterceptor("default", new ReceiptInterceptor.Place("n1", "sh-a", "shanghai"), () -> 4);

    private final Server server;
    private final ManagedChannel channel;

    public ApiFixture(KeyspaceRequests keyspace) throws IOException {
        this(keyspace, Runnable::run, Metrics.none());
    }

    ApiFixture(KeyspaceRequests keyspace, Executor rangeWorker, Metrics metrics) throws IOException {
        this(keyspace, new FakeOperator(), rangeWorker, metrics);
    }

    ApiFixture(KeyspaceRequests keyspace, OperatorRequests operator, Executor rangeWorker, Metrics metrics)
            throws IOException {
        NodeBudgets budgets = new NodeBudgets(LIMITS, rangeWorker, metrics);
        EtcdApi api = new EtcdApi(keyspace, operator, MEMBERSHIP, LIMITS, budgets, NodeClock.system(), metrics);
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addServices(api.services(RECEIPTS))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name)
                .directExecutor()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    public Channel channel() {
        return channel;
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel);
    }

    KVGrpc.KVFutureStub kvAsync() {
        return KVGrpc.newFutureStub(channel);
    }

    ClusterGrpc.ClusterBlockingStub cluster() {
        return ClusterGrpc.newBlockingStub(channel);
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return MaintenanceGrpc.newBlockingStub(channel);
    }

    InspectionGrpc.InspectionBlockingStub inspection() {
        return InspectionGrpc.newBlockingStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
