package io.quorate.server.api;

import io.grpc.stub.StreamObserver;
import io.quorate.proto.etcd.HashKVRequest;
import io.quorate.proto.etcd.HashKVResponse;
import io.quorate.proto.etcd.HashRequest;
import io.quorate.proto.etcd.HashResponse;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MoveLeaderRequest;
import io.quorate.proto.etcd.MoveLeaderResponse;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.admin.OperatorRequests.StateHash;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import java.util.Optional;

/** etcd's Maintenance service. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    /**
     * The etcd whose behaviour this is. Clients parse it to find out what they may use: Kubernetes turns features off
     * below 3.5.13.
     */
    static final String ETCD_VERSION = "3.5.16";

    private final ServiceContext context;
    private final Membership membership;
    private final OperatorRequests operator;
    private final MethodMeter statusMeter;
    private final MethodMeter hashMeter;
    private final MethodMeter hashKvMeter;
    private final MethodMeter moveLeaderMeter;

    MaintenanceService(ServiceContext context, Membership membership, OperatorRequests operator) {
        this.context = context;
        this.membership = membership;
        this.operator = operator;
        this.statusMeter = context.meter("Status");
        this.hashMeter = context.meter("Hash");
        this.hashKvMeter = context.meter("HashKV");
        this.moveLeaderMeter = context.meter("MoveLeader");
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        context.begin(observer, statusMeter).answerEncoded(context.requests().status(), this::response);
    }

    private StatusResponse response(GroupStatus status) {
        long bytes = context.requests().sizeBytes();
        ClusterIdentity identity = membership.identity();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(context.headers().at(context.requests().revision()))
                .setVersion(ETCD_VERSION)
                .setDbSize(bytes)
                .setDbSizeInUse(bytes)
                .setRaftIndex(Math.max(0, status.commitIndex()))
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(Math.max(0, status.applied().index()))
                .setIsLearner(membership.members().get().stream()
                        .anyMatch(member -> member.learner() && member.node().equals(identity.self())));
        if (status.leader() == null) {
            response.addErrors(EtcdError.NO_LEADER.text());
        } else {
            response.setLeader(identity.memberId(status.leader()));
        }
        return response.build();
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> observer) {
        UnaryCall<HashResponse> call = context.begin(observer, hashMeter);
        operator.hashState(() -> !call.isCancelled())
                .whenComplete((hash, failure) -> call.finishWith(hash, failure, this::response));
    }

    private HashResponse response(StateHash state) {
        return HashResponse.newBuilder()
                .setHeader(context.headers().at(context.requests().revision()))
                .setHash(Long.hashCode(state.hash()))
                .build();
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        UnaryCall<HashKVResponse> call = context.begin(observer, hashKvMeter);
        operator.hash(request.getRevision(), () -> !call.isCancelled()).whenComplete((outcome, failure) -> {
            if (outcome instanceof MvccReader.Compacted) {
                call.fail(EtcdError.COMPACTED);
            } else if (outcome instanceof MvccReader.Future) {
                call.fail(EtcdError.FUTURE_REVISION);
            } else {
                call.finishWith((MvccReader.Hashed) outcome, failure, this::response);
            }
        });
    }

    private HashKVResponse response(MvccReader.Hashed hashed) {
        return HashKVResponse.newBuilder()
                .setHeader(context.headers().at(hashed.revision()))
                .setHash(hashed.hash())
                .setCompactRevision(hashed.compactedRevision())
                .setHashRevision(hashed.hashRevision())
                .build();
    }

    /** As in etcd, who does not lead says so before it looks at who shall. */
    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
        UnaryCall<MoveLeaderResponse> call = context.begin(observer, moveLeaderMeter);
        ClusterIdentity identity = membership.identity();
        if (!identity.self().equals(context.requests().status().leader())) {
            call.fail(EtcdError.NOT_LEADER);
            return;
        }
        Optional<Member> target = membership.members().get().stream()
                .filter(member -> identity.memberId(member.node()) == request.getTargetID() && !member.learner())
                .findFirst();
        if (target.isEmpty()) {
            call.fail(EtcdError.BAD_LEADER_TRANSFEREE);
            return;
        }
        operator.moveLeader(target.get().node(), call.deadline()).whenComplete((done, failure) -> {
            if (failure != null) {
                call.fail(failure);
            } else {
                call.answer(MoveLeaderResponse.getDefaultInstance());
            }
        });
    }
}
