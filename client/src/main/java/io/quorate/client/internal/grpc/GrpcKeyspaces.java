package io.quorate.client.internal.grpc;

import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceClient;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.KeyspaceList;
import io.quorate.client.KeyspaceOptions;
import io.quorate.client.KeyspaceSwitch;
import io.quorate.client.internal.retry.Attempts;
import io.quorate.client.internal.retry.Nodes;
import io.quorate.client.internal.retry.RetryingCall;
import io.quorate.proto.v1.AlterKeyspaceRequest;
import io.quorate.proto.v1.CreateKeyspaceRequest;
import io.quorate.proto.v1.DropKeyspaceRequest;
import io.quorate.proto.v1.Goals;
import io.quorate.proto.v1.KeyspacesGrpc;
import io.quorate.proto.v1.ListKeyspacesRequest;
import io.quorate.proto.v1.ListKeyspacesResponse;
import io.quorate.proto.v1.SwitchKeyspaceRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls about keyspaces. The cluster does not know their numbers, so a change is sent again only if nothing was done.
 */
final class GrpcKeyspaces implements KeyspaceClient {
    private final Nodes nodes;
    private final Attempts attempts;

    GrpcKeyspaces(Nodes nodes, Attempts attempts) {
        this.nodes = nodes;
        this.attempts = attempts;
    }

    @Override
    public CompletableFuture<KeyspaceList> list() {
        return RetryingCall.read(
                        nodes, KeyspacesGrpc.getListMethod(), ListKeyspacesRequest.getDefaultInstance(), attempts)
                .thenApply(reply -> list(reply.message()));
    }

    private static KeyspaceList list(ListKeyspacesResponse response) {
        return new KeyspaceList(
                response.getEpoch(),
                response.getKeyspacesList().stream()
                        .map(GrpcKeyspaces::keyspace)
                        .toList());
    }

    static Keyspace keyspace(io.quorate.proto.v1.Keyspace keyspace) {
        return new Keyspace(
                keyspace.getName(),
                keyspace.getGroup(),
                keyspace.getPattern(),
                keyspace.getVotersList(),
                keyspace.getHome(),
                keyspace.getLeaderLease(),
                keyspace.getLeader(),
                keyspace.getRevision(),
                goals(keyspace.getGoals()));
    }

    private static KeyspaceGoals goals(Goals goals) {
        return new KeyspaceGoals(
                goals.getSurvive().isEmpty() ? null : goals.getSurvive(),
                goals.hasRpoMicros() ? span(goals.getRpoMicros()) : null,
                goals.hasRtoMicros() ? span(goals.getRtoMicros()) : null,
                goals.hasWriteP99Micros() ? span(goals.getWriteP99Micros()) : null);
    }

    private static Duration span(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Goals goals(KeyspaceGoals stated) {
        Goals.Builder goals = Goals.newBuilder();
        String survive = stated.survive();
        if (survive != null) {
            goals.setSurvive(survive);
        }
        micros(stated.rpo(), goals::setRpoMicros);
        micros(stated.rto(), goals::setRtoMicros);
        micros(stated.writeP99(), goals::setWriteP99Micros);
        return goals.build();
    }

    private static void micros(@Nullable Duration span, LongConsumer field) {
        if (span != null) {
            field.accept(span.toNanos() / 1_000);
        }
    }

    @Override
    public CompletableFuture<Keyspace> create(String name, KeyspaceOptions options) {
        CreateKeyspaceRequest.Builder request = CreateKeyspaceRequest.newBuilder()
                .setName(name)
                .setPattern(options.pattern() == null ? "" : options.pattern())
                .setWithoutLeaderLease(!options.leaderLease())
                .setGoals(goals(options.goals()));
        String home = options.home();
        if (home != null) {
            request.setHome(home);
        }
        return RetryingCall.write(nodes, KeyspacesGrpc.getCreateMethod(), request.build(), null, attempts)
                .thenApply(reply -> keyspace(reply.message().getKeyspace()));
    }

    @Override
    public CompletableFuture<Keyspace> changeHome(String name, String home) {
        AlterKeyspaceRequest request =
                AlterKeyspaceRequest.newBuilder().setName(name).setHome(home).build();
        return RetryingCall.write(nodes, KeyspacesGrpc.getAlterMethod(), request, null, attempts)
                .thenApply(reply -> keyspace(reply.message().getKeyspace()));
    }

    @Override
    public CompletableFuture<Keyspace> changeGoals(String name, KeyspaceGoals goals) {
        AlterKeyspaceRequest request = AlterKeyspaceRequest.newBuilder()
                .setName(name)
                .setKeepHome(true)
                .setGoals(goals(goals))
                .build();
        return RetryingCall.write(nodes, KeyspacesGrpc.getAlterMethod(), request, null, attempts)
                .thenApply(reply -> keyspace(reply.message().getKeyspace()));
    }

    @Override
    public CompletableFuture<KeyspaceSwitch> switchTo(String name, String to) {
        SwitchKeyspaceRequest request =
                SwitchKeyspaceRequest.newBuilder().setName(name).setTo(to).build();
        return RetryingCall.write(nodes, KeyspacesGrpc.getSwitchMethod(), request, null, attempts)
                .thenApply(reply -> new KeyspaceSwitch(
                        keyspace(reply.message().getKeyspace()), reply.message().getThere()));
    }

    @Override
    public CompletableFuture<Void> drop(String name) {
        DropKeyspaceRequest request =
                DropKeyspaceRequest.newBuilder().setName(name).build();
        return RetryingCall.write(nodes, KeyspacesGrpc.getDropMethod(), request, null, attempts)
                .thenAccept(response -> {});
    }
}
