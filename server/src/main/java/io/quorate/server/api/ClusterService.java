package io.quorate.server.api;

import io.grpc.stub.StreamObserver;
import io.quorate.proto.etcd.ClusterGrpc;
import io.quorate.proto.etcd.MemberListRequest;
import io.quorate.proto.etcd.MemberListResponse;
import io.quorate.server.request.ReadOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** etcd's Cluster service. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final ServiceContext context;
    private final Membership membership;
    private final MethodMeter meter;

    ClusterService(ServiceContext context, Membership membership) {
        this.context = context;
        this.membership = membership;
        this.meter = context.meter("MemberList");
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        UnaryCall<MemberListResponse> call = context.begin(observer, meter);
        CompletableFuture<?> ready = request.getLinearizable()
                ? context.requests().vouch(ReadOptions.LINEARIZABLE, call.deadline())
                : CompletableFuture.completedFuture(null);
        ready.whenComplete((fresh, failure) -> {
            if (failure != null) {
                call.fail(failure);
            } else {
                call.answerEncoded(membership.members().get(), this::response);
            }
        });
    }

    private MemberListResponse response(List<Member> list) {
        MemberListResponse.Builder response =
                MemberListResponse.newBuilder().setHeader(context.headers().withoutRevision());
        for (Member member : list) {
            response.addMembers(io.quorate.proto.etcd.Member.newBuilder()
                    .setID(membership.identity().memberId(member.node()))
                    .setName(member.node().value())
                    .addAllPeerURLs(member.peerUrls())
                    .addAllClientURLs(member.clientUrls())
                    .setIsLearner(member.learner()));
        }
        return response.build();
    }
}
