package io.quorate.client.internal.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.quorate.client.CompactOptions;
import io.quorate.client.CompactResult;
import io.quorate.client.DeleteOptions;
import io.quorate.client.DeleteResult;
import io.quorate.client.Endpoint;
import io.quorate.client.GetOptions;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.GetResult;
import io.quorate.client.InvalidRequestException;
import io.quorate.client.KeyRange;
import io.quorate.client.KeyspaceClient;
import io.quorate.client.KvClient;
import io.quorate.client.Member;
import io.quorate.client.NodeClient;
import io.quorate.client.NodeStatus;
import io.quorate.client.PutOptions;
import io.quorate.client.PutResult;
import io.quorate.client.ReadOptions;
import io.quorate.client.RunningTopology;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;
import io.quorate.client.internal.retry.Attempts;
import io.quorate.client.internal.retry.RetryingCall;
import io.quorate.client.internal.retry.WriteSessions;
import io.quorate.proto.etcd.ClusterGrpc;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MemberListRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.v1.ShowTopologyRequest;
import io.quorate.proto.v1.TopologyGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All calls over gRPC. */
public final class GrpcClient implements KvClient, AutoCloseable {
    private final Attempts attempts;
    private final ChannelNodes nodes;
    private final EachEndpoint each;
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
        this.attempts = attempts;
        this.nodes = new ChannelNodes(endpoints, first, keyspace);
        this.each = new EachEndpoint(List.copyOf(endpoints), nodes, attempts);
        this.sessions = numbered ? new WriteSessions() : null;
    }

    @Override
    public CompletableFuture<PutResult> put(ByteString key, ByteString value, PutOptions options) {
        return RetryingCall.write(nodes, KVGrpc.getPutMethod(), Requests.put(key, value, options), sessions, attempts)
                .thenApply(Results::put);
    }

    @Override
    public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
        ReadOptions reading = options.reading();
        // The request itself says whether it is serializable, to any server.
        Metadata headers = reading.level() == Consistency.SERIALIZABLE ? new Metadata() : ReadMetadata.of(reading);
        return RetryingCall.read(nodes, KVGrpc.getRangeMethod(), Requests.range(range, options), headers, attempts)
                .thenApply(Results::range);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        return RetryingCall.write(
                        nodes, KVGrpc.getDeleteRangeMethod(), Requests.delete(range, options), sessions, attempts)
                .thenApply(Results::delete);
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn, ReadOptions options) {
        if (options.level() != Consistency.LINEARIZABLE && !txn.isReadOnly()) {
            return CompletableFuture.failedFuture(new InvalidRequestException(
                    "a read level is for transactions of comparisons and gets, none of them nested: any other goes"
                            + " through the log, and sees every write before it",
                    null));
        }
        TxnRequest request = Requests.txn(txn, options);
        var reply = Requests.changesNothing(txn)
                ? RetryingCall.read(nodes, KVGrpc.getTxnMethod(), request, ReadMetadata.of(options), attempts)
                : RetryingCall.write(nodes, KVGrpc.getTxnMethod(), request, sessions, attempts);
        return reply.thenApply(Results::txn);
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
        return each.ask(
                MaintenanceGrpc.getStatusMethod(),
                StatusRequest.getDefaultInstance(),
                (endpoint, response) -> new NodeStatus(endpoint, Results.status(response), null),
                (endpoint, failure) -> new NodeStatus(endpoint, null, failure));
    }

    /** The cluster's nodes, over the same connections. */
    public NodeClient nodes() {
        return new GrpcNodes(nodes, each, attempts);
    }

    /** What the cluster runs. */
    public CompletableFuture<RunningTopology> topology() {
        return RetryingCall.read(
                        nodes, TopologyGrpc.getShowMethod(), ShowTopologyRequest.getDefaultInstance(), attempts)
                .thenApply(reply -> new RunningTopology(
                        reply.message().getEpoch(), reply.message().getYaml()));
    }

    @Override
    public void close() {
        nodes.close();
    }
}
