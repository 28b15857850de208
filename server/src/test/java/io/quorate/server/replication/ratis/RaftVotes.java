package io.quorate.server.replication.ratis;

import io.quorate.server.common.GroupId;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;

/** Speaks Raft with a server process as another replica of its group would: asks it for a vote, or is asked. */
public final class RaftVotes {
    private static final long FAR_AHEAD = 1_000_000;
    private static final long PATIENCE_SECONDS = 10;

    private final GroupId group;

    /** Of this group. */
    public RaftVotes(GroupId group) {
        this.group = group;
    }

    /**
     * Asks the node for its vote in a real election, with a log that has more than its own. True when it was given. A
     * node listens before it has opened its groups, so it is asked until it answers.
     */
    public boolean ask(int port, String node, String candidate, long term) {
        return Awaitility.await("an answer to a request for a vote")
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(StatusRuntimeException.class)
                .until(() -> Optional.of(askOnce(port, node, candidate, term)), Optional::isPresent)
                .orElseThrow();
    }

    private boolean askOnce(int port, String node, String candidate, long term) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            RequestVoteReplyProto reply = RaftServerProtocolServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withWaitForReady()
                    .requestVote(RequestVoteRequestProto.newBuilder()
                            .setServerRequest(RaftRpcRequestProto.newBuilder()
                                    .setRequestorId(ByteString.copyFromUtf8(candidate))
                                    .setReplyId(ByteString.copyFromUtf8(node))
                                    .setRaftGroupId(groupId())
                                    .setCallId(term))
                            .setCandidateTerm(term)
                            .setCandidateLastEntry(TermIndexProto.newBuilder()
                                    .setTerm(term - 1)
                                    .setIndex(FAR_AHEAD))
                            .build());
            return reply.getServerReply().getSuccess() && reply.getTerm() == term;
        } finally {
            channel.shutdownNow();
        }
    }

    /**
     * Offers the node a snapshot, as a leader whose log does not reach back far enough does. Returns how it was
     * answered: OK when the offer was taken.
     */
    public String offerSnapshot(int port, String node, String leader, long term) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            CompletableFuture<String> answer = new CompletableFuture<>();
            StreamObserver<InstallSnapshotRequestProto> offers = RaftServerProtocolServiceGrpc.newStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withWaitForReady()
                    .installSnapshot(new StreamObserver<>() {
                        @Override
                        public void onNext(InstallSnapshotReplyProto reply) {
                            answer.complete("OK");
                        }

                        @Override
                        public void onError(Throwable failure) {
                            answer.complete(
                                    Status.fromThrowable(failure).getCode().name());
                        }

                        @Override
                        public void onCompleted() {
                            answer.complete("nothing");
                        }
                    });
            TermIndexProto far = TermIndexProto.newBuilder()
                    .setTerm(term)
                    .setIndex(FAR_AHEAD)
                    .build();
            offers.onNext(InstallSnapshotRequestProto.newBuilder()
                    .setServerRequest(RaftRpcRequestProto.newBuilder()
                            .setRequestorId(ByteString.copyFromUtf8(leader))
                            .setReplyId(ByteString.copyFromUtf8(node))
                            .setRaftGroupId(groupId())
                            .setCallId(term))
                    .setLeaderTerm(term)
                    .setNotification(InstallSnapshotRequestProto.NotificationProto.newBuilder()
                            .setFirstAvailableTermIndex(far))
                    .build());
            return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } finally {
            channel.shutdownNow();
        }
    }

    private RaftGroupIdProto groupId() {
        UUID id = group.value();
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return RaftGroupIdProto.newBuilder()
                .setId(ByteString.copyFrom(bytes.flip()))
                .build();
    }

    /** Listens as a replica that supports every candidate, and tells the term of the first real candidacy at once. */
    public Closeable supporter(int port, LongConsumer candidacy) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(new Supporter(groupId(), candidacy))
                .build()
                .start();
        return server::shutdownNow;
    }

    private static final class Supporter extends RaftServerProtocolServiceGrpc.RaftServerProtocolServiceImplBase {
        private final RaftGroupIdProto group;
        private final LongConsumer candidacy;

        Supporter(RaftGroupIdProto group, LongConsumer candidacy) {
            this.group = group;
            this.candidacy = candidacy;
        }

        @Override
        public void requestVote(RequestVoteRequestProto request, StreamObserver<RequestVoteReplyProto> observer) {
            boolean ofGroup = request.getServerRequest().getRaftGroupId().equals(group);
            if (ofGroup && !request.getPreVote()) {
                candidacy.accept(request.getCandidateTerm());
            }
            RaftRpcRequestProto from = request.getServerRequest();
            observer.onNext(RequestVoteReplyProto.newBuilder()
                    .setServerReply(RaftRpcReplyProto.newBuilder()
                            .setRequestorId(from.getRequestorId())
                            .setReplyId(from.getReplyId())
                            .setRaftGroupId(from.getRaftGroupId())
                            .setCallId(from.getCallId())
                            .setSuccess(request.getPreVote()))
                    .setTerm(request.getCandidateTerm())
                    .build());
            observer.onCompleted();
        }
    }
}
