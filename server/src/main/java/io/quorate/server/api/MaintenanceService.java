package io.quorate.server.api;

import io.grpc.stub.StreamObserver;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.replication.GroupStatus;
import java.util.List;
import java.util.function.Supplier;

/** etcd's Maintenance service. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    /**
     * The etcd whose behaviour this is. Clients parse it to find out what they may use: Kubernetes turns features off
     * below 3.5.13.
     */
    static final String ETCD_VERSION = "3.5.16";

    private final ServiceContext context;
    private final ClusterIdentity identity;
    private final Supplier<List<Member>> members;
    private final MethodMeter meter;

    MaintenanceService(ServiceContext context, ClusterIdentity identity, Supplier<List<Member>> members) {
        this.context = context;
        this.identity = identity;
        this.members = members;
        this.meter = context.meter("Status");
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        context.begin(observer, meter).answerEncoded(context.requests().status(), this::response);
    }

    private StatusResponse response(GroupStatus status) {
        long bytes = context.requests().sizeBytes();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(context.headers().at(context.requests().revision()))
                .setVersion(ETCD_VERSION)
                .setDbSize(bytes)
                .setDbSizeInUse(bytes)
                .setRaftIndex(Math.max(0, status.commitIndex()))
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(Math.max(0, status.applied().index()))
                .setIsLearner(members.get().stream()
                        .anyMatch(member -> member.learner() && member.node().equals(identity.self())));
        if (status.leader() == null) {
            response.addErrors(EtcdError.NO_LEADER.text());
        } else {
            response.setLeader(identity.memberId(status.leader()));
        }
        return response.build();
    }
}
