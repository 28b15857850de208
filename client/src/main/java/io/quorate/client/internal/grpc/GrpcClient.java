package io.quorate.client.internal.grpc;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quorate.client.CompactOptions;
import io.quorate.client.CompactResult;
import io.quorate.client.DeleteOptions;
import io.quorate.client.DeleteResult;
import io.quorate.client.Endpoint;
import io.quorate.client.GetOptions;
import io.quorate.client.GetResult;
import io.quorate.client.KeyRange;
import io.quorate.client.KeyspaceClient;
import io.quorate.client.KvClient;
import io.quorate.client.Member;
import io.quorate.client.NodeStatus;
import io.quorate.client.PutOptions;
import io.quorate.client.PutResult;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;
import io.quorate.client.internal.retry.Attempts;
import io.quorate.client.internal.retry.Failures;
import io.quorate.client.internal.retry.RetryingCall;
import io.quorate.client.internal.retry.WriteSessions;
import io.quorate.proto.etcd.ClusterGrpc;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MemberListRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All calls over gRPC. */
public final class GrpcClient implements KvClient, AutoCloseable {
    private final List<Endpoint> endpoints;
    private final Attempts attempts;
    private final ChannelNodes nodes;
    private final @Nullable WriteSessions sessions;

    /**
     * Connects when first used.
     *
     * @param first number of the endpoint to begin with
     * @param numbered number the writes
     * @param keyspace of all calls; null for the default one
     */
    public GrpcClient(
            List<Endpoint> endpoints, int first, Attempts attempts, boolean numbered, @Nullable String keyspace) {
        this.endpoints = List.copyOf(endpoints);
        this.attempts = attempts;
        this.nodes = new ChannelNodes(endpoints, first, keyspace);
        this.sessions = numbered ? new WriteSessions() : null;
    }

    @Override
    public CompletableFuture<PutResult> put(ByteString key, ByteString value, PutOptions options) {
        return RetryingCall.write(nodes, KVGrpc.getPutMethod(), Requests.put(key, value, options), sessions, attempts)
                .thenApply(Results::put);
    }

    @Override
    public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
        return RetryingCall.read(nodes, KVGrpc.getRangeMethod(), Requests.range(range, options), attempts)
                .thenApply(Results::range);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        return RetryingCall.write(
                        nodes, KVGrpc.getDeleteRangeMethod(), Requests.delete(range, options), sessions, attempts)
                .thenApply(Results::delete);
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
        var response = Requests.isReadOnly(txn)
                ? RetryingCall.read(nodes, KVGrpc.getTxnMethod(), Requests.txn(txn), attempts)
                : RetryingCall.write(nodes, KVGrpc.getTxnMethod(), Requests.txn(txn), sessions, attempts);
        return response.thenApply(Results::txn);
    }

    @Override
    public CompletableFuture<CompactResult> compact(long revision, CompactOptions options) {
        return RetryingCall.write(
                        nodes, KVGrpc.getCompactMethod(), Requests.compact(revision, options), sessions, attempts)
                .thenApply(Results::compact);
    }

    /** The cluster's keyspaces, over the same connections. */
    public KeyspaceClient keyspaces() {
        return new GrpcKeyspaces(nodes, attempts);
    }

    /** The members as the cluster has them. */
    public CompletableFuture<List<Member>> members() {
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        return RetryingCall.read(nodes, ClusterGrpc.getMemberListMethod(), request, attempts)
                .thenApply(Results::members);
    }

    /** What each endpoint says of itself, in the endpoints' order; asked at the same time, each once. */
    public CompletableFuture<List<NodeStatus>> status() {
        List<CompletableFuture<NodeStatus>> all = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            all.add(statusOf(i));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<NodeStatus> statusOf(int number) {
        CompletableFuture<NodeStatus> result = new CompletableFuture<>();
        Endpoint endpoint = endpoints.get(number);
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(attempts.single().toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(
                nodes.channel(number).newCall(MaintenanceGrpc.getStatusMethod(), options),
                StatusRequest.getDefaultInstance(),
                new StreamObserver<StatusResponse>() {
                    @Override
                    public void onNext(StatusResponse response) {
                        result.complete(new NodeStatus(endpoint, Results.status(response), null));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        result.complete(new NodeStatus(endpoint, null, Failures.ofNode(Status.fromThrowable(failure))));
                    }

                    @Override
                    public void onCompleted() {
                        // onNext or onError has told all.
                    }
                });
        return result;
    }

    @Override
    public void close() {
        nodes.close();
    }
}
