package io.quorate.server.api;

import io.grpc.stub.StreamObserver;
import io.quorate.proto.v1.InspectionGrpc;
import io.quorate.proto.v1.StateHashRequest;
import io.quorate.proto.v1.StateHashResponse;
import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.admin.OperatorRequests.StateHash;

/** What only Quorate has, for operators and for tests that compare replicas. */
final class InspectionService extends InspectionGrpc.InspectionImplBase {
    private final ServiceContext context;
    private final OperatorRequests operator;
    private final MethodMeter meter;

    InspectionService(ServiceContext context, OperatorRequests operator) {
        this.context = context;
        this.operator = operator;
        this.meter = context.meter("StateHash");
    }

    @Override
    public void stateHash(StateHashRequest request, StreamObserver<StateHashResponse> observer) {
        UnaryCall<StateHashResponse> call = context.begin(observer, meter);
        operator.hashState(() -> !call.isCancelled())
                .whenComplete((hash, failure) -> call.finishWith(hash, failure, this::response));
    }

    private StateHashResponse response(StateHash state) {
        return StateHashResponse.newBuilder()
                .setHeader(context.headers().at(context.requests().revision()))
                .setAppliedTerm(state.position().term())
                .setAppliedIndex(Math.max(0, state.position().index()))
                .setHash(state.hash())
                .setDefinition(state.definition())
                .setMachineVersion(state.machineVersion())
                .build();
    }
}
