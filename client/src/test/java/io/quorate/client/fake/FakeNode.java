package io.quorate.client.fake;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.client.Endpoint;
import io.quorate.proto.etcd.ClusterGrpc;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.CompactionResponse;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.DeleteRangeResponse;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.Member;
import io.quorate.proto.etcd.MemberListRequest;
import io.quorate.proto.etcd.MemberListResponse;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node: answers from a shared store, remembers answers by session and number, and fails as told. */
public final class FakeNode implements AutoCloseable {
    private static final Context.Key<Metadata> HEADERS = Context.key("headers");

    private final FakeStore store;
    private final Map<String, Object> replies;
    private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
    private final Queue<Metadata> received = new ConcurrentLinkedQueue<>();
    private final Map<String, String> trailers = new ConcurrentHashMap<>();
    private final Server server;
    private final Endpoint endpoint;

    /** What to do wrong with one request. */
    public enum When {
        BEFORE_APPLYING,
        AFTER_APPLYING,
        /** Apply, then never answer. */
        SILENT
    }

    private record Trouble(When when, Status status) {}

    /** @param replies shared by the nodes of a cluster, as sessions are */
    public FakeNode(FakeStore store, Map<String, Object> replies) {
        this.store = store;
        this.replies = replies;
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new Kv())
                    .addService(new Maintenance())
                    .addService(new Cluster())
                    .intercept(new Recorder())
                    .build()
                    .start();
            endpoint = new Endpoint("127.0.0.1", server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster of one. */
    public FakeNode() {
        this(new FakeStore(), new ConcurrentHashMap<>());
    }

    public FakeStore store() {
        return store;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Fails the next key-value request so. */
    public FakeNode failNext(When when, Status status) {
        troubles.add(new Trouble(when, status));
        return this;
    }

    /** Answers from now on with these trailing metadata, as a node does that gives receipts. */
    public FakeNode answerWith(Map<String, String> metadata) {
        trailers.clear();
        trailers.putAll(metadata);
        return this;
    }

    /** The metadata of the key-value requests, in order. */
    public Queue<Metadata> received() {
        return received;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <T> void answer(StreamObserver<T> observer, boolean write, Supplier<T> work) {
        @Nullable Trouble trouble = troubles.poll();
        if (trouble != null && trouble.when == When.BEFORE_APPLYING) {
            observer.onError(trouble.status.asRuntimeException());
            return;
        }
        T reply;
        try {
            reply = write ? once(work) : work.get();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        }
        if (trouble == null) {
            observer.onNext(reply);
            observer.onCompleted();
        } else if (trouble.when == When.AFTER_APPLYING) {
            observer.onError(trouble.status.asRuntimeException());
        }
    }

    @SuppressWarnings("unchecked") // a number names one request, and so one type of answer
    private <T> T once(Supplier<T> work) {
        Metadata headers = HEADERS.get();
        String session = headers.get(Metadata.Key.of("quorate-session", Metadata.ASCII_STRING_MARSHALLER));
        String sequence = headers.get(Metadata.Key.of("quorate-sequence", Metadata.ASCII_STRING_MARSHALLER));
        if (session == null) {
            return work.get();
        }
        return (T) replies.computeIfAbsent(session + "/" + sequence, absent -> work.get());
    }

    private final class Kv extends KVGrpc.KVImplBase {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
            answer(observer, false, () -> store.range(request));
        }

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> observer) {
            answer(observer, true, () -> store.put(request));
        }

        @Override
        public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
            answer(observer, true, () -> store.delete(request));
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
            answer(observer, true, () -> store.txn(request));
        }

        @Override
        public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
            answer(observer, true, () -> store.compact(request));
        }
    }

    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            observer.onNext(StatusResponse.newBuilder()
                    .setHeader(store.header())
                    .setVersion("3.5.16")
                    .setDbSize(4096)
                    .setDbSizeInUse(2048)
                    .setLeader(0xa1)
                    .setRaftTerm(7)
                    .setRaftIndex(42)
                    .setRaftAppliedIndex(41)
                    .build());
            observer.onCompleted();
        }
    }

    private final class Cluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
            observer.onNext(MemberListResponse.newBuilder()
                    .addMembers(Member.newBuilder()
                            .setID(0xa1)
                            .setName("n1")
                            .addPeerURLs("http://127.0.0.1:7379")
                            .addClientURLs("http://" + endpoint()))
                    .build());
            observer.onCompleted();
        }
    }

    private final class Recorder implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (call.getMethodDescriptor().getFullMethodName().startsWith("etcdserverpb.KV/")) {
                received.add(headers);
            }
            ServerCall<Q, R> answering = new SimpleForwardingServerCall<>(call) {
                @Override
                public void close(Status status, Metadata metadata) {
                    trailers.forEach((name, value) ->
                            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
                    super.close(status, metadata);
                }
            };
            return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), answering, headers, next);
        }
    }
}
