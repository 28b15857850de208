package io.quorate.client.cli.bench;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.client.Endpoint;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks nodes which of them leads. */
final class LeaderFinder {
    private LeaderFinder() {}

    /** The endpoint whose node says that it is the leader. */
    static Endpoint find(List<Endpoint> endpoints, Duration timeout) {
        StringBuilder answers = new StringBuilder();
        for (Endpoint endpoint : endpoints) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                    .usePlaintext()
                    .build();
            try {
                StatusResponse status = MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .status(StatusRequest.getDefaultInstance());
                if (status.getLeader() != 0
                        && status.getLeader() == status.getHeader().getMemberId()) {
                    return endpoint;
                }
                answers.append("; ").append(endpoint).append(" does not lead");
            } catch (StatusRuntimeException e) {
                answers.append("; ").append(endpoint).append(" answers ").append(e.getStatus());
            } finally {
                channel.shutdownNow();
            }
        }
        throw new CommandFailure(
                ExitCode.UNAVAILABLE, "no leader among the endpoints, name all nodes with --endpoints" + answers);
    }
}
