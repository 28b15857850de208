package io.quorate.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.v1.AlterKeyspaceRequest;
import io.quorate.proto.v1.AlterKeyspaceResponse;
import io.quorate.proto.v1.CreateKeyspaceRequest;
import io.quorate.proto.v1.CreateKeyspaceResponse;
import io.quorate.proto.v1.DropKeyspaceRequest;
import io.quorate.proto.v1.DropKeyspaceResponse;
import io.quorate.proto.v1.Keyspace;
import io.quorate.proto.v1.KeyspacesGrpc;
import io.quorate.proto.v1.ListKeyspacesRequest;
import io.quorate.proto.v1.ListKeyspacesResponse;
import io.quorate.proto.v1.SwitchKeyspaceRequest;
import io.quorate.proto.v1.SwitchKeyspaceResponse;
import io.quorate.server.admin.KeyspaceAdmin;
import io.quorate.server.admin.KeyspaceAdmin.Change;
import io.quorate.server.admin.KeyspaceAdmin.Changed;
import io.quorate.server.admin.KeyspaceAdmin.Refused;
import io.quorate.server.admin.LocalKeyspaces;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The cluster's keyspaces, for operators. One for the node, whatever keyspace a call names. */
public final class KeyspacesService extends KeyspacesGrpc.KeyspacesImplBase {
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final long ANSWER_BEFORE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final KeyspaceAdmin admin;
    private final LocalKeyspaces local;
    private final Duration timeout;
    private final NodeClock clock;
    private final ScheduledExecutorService timer;
    private final MethodMeter list;
    private final MethodMeter create;
    private final MethodMeter alter;
    private final MethodMeter drop;
    private final MethodMeter move;

    /** @param timer looks again while a new keyspace is being opened; must not block */
    public KeyspacesService(
            KeyspaceAdmin admin,
            LocalKeyspaces local,
            ApiLimits limits,
            NodeClock clock,
            ScheduledExecutorService timer,
            Metrics metrics) {
        this.admin = admin;
        this.local = local;
        this.timeout = limits.requestTimeout();
        this.clock = clock;
        this.timer = timer;
        this.list = new MethodMeter(metrics, "KeyspaceList");
        this.create = new MethodMeter(metrics, "KeyspaceCreate");
        this.alter = new MethodMeter(metrics, "KeyspaceAlter");
        this.drop = new MethodMeter(metrics, "KeyspaceDrop");
        this.move = new MethodMeter(metrics, "KeyspaceSwitch");
    }

    private <T extends MessageLite> UnaryCall<T> begin(StreamObserver<T> observer, MethodMeter meter) {
        return new UnaryCall<>(observer, meter, clock, timeout);
    }

    @Override
    public void list(ListKeyspacesRequest request, StreamObserver<ListKeyspacesResponse> observer) {
        UnaryCall<ListKeyspacesResponse> call = begin(observer, list);
        admin.map(call.deadline()).whenComplete((map, failure) -> call.finishWith(map, failure, this::listed));
    }

    private ListKeyspacesResponse listed(KeyspaceMap map) {
        List<Keyspace> all =
                map.keyspaces().values().stream().map(this::described).toList();
        return ListKeyspacesResponse.newBuilder()
                .setEpoch(map.epoch())
                .addAllKeyspaces(all)
                .build();
    }

    private Keyspace described(KeyspaceSpec spec) {
        Keyspace.Builder keyspace = KeyspaceMessages.of(spec);
        local.find(spec.group()).ifPresent(replica -> {
            NodeId leader = replica.status().leader();
            keyspace.setRevision(replica.revision()).setLeader(leader == null ? "" : leader.value());
        });
        return keyspace.build();
    }

    @Override
    public void create(CreateKeyspaceRequest request, StreamObserver<CreateKeyspaceResponse> observer) {
        UnaryCall<CreateKeyspaceResponse> call = begin(observer, create);
        String problem = KeyspaceMessages.problem(request.getGoals());
        if (problem != null) {
            call.fail(EtcdError.BAD_KEYSPACE, problem);
            return;
        }
        KeyspaceAdmin.Draft draft = new KeyspaceAdmin.Draft(
                request.getName(),
                request.getPattern().isEmpty() ? null : request.getPattern(),
                request.hasHome() ? request.getHome() : null,
                !request.getWithoutLeaderLease(),
                KeyspaceMessages.goals(request.getGoals()));
        admin.create(draft, call.deadline())
                .whenComplete((change, failure) -> finishWhen(
                        this::isServing,
                        call,
                        change,
                        failure,
                        (done, serving) -> CreateKeyspaceResponse.newBuilder()
                                .setEpoch(done.epoch())
                                .setKeyspace(described(done.keyspace()))
                                .setServing(serving)
                                .build()));
    }

    private boolean isServing(KeyspaceSpec keyspace) {
        return local.isServing(keyspace.group());
    }

    @Override
    public void alter(AlterKeyspaceRequest request, StreamObserver<AlterKeyspaceResponse> observer) {
        UnaryCall<AlterKeyspaceResponse> call = begin(observer, alter);
        String problem = KeyspaceMessages.problem(request.getGoals());
        if (problem != null) {
            call.fail(EtcdError.BAD_KEYSPACE, problem);
            return;
        }
        KeyspaceAdmin.Alteration alteration = new KeyspaceAdmin.Alteration(
                request.getKeepHome() ? null : request.getHome(),
                request.hasGoals() ? KeyspaceMessages.goals(request.getGoals()) : null);
        admin.alter(request.getName(), alteration, call.deadline())
                .whenComplete((change, failure) -> finish(
                        call,
                        change,
                        failure,
                        done -> AlterKeyspaceResponse.newBuilder()
                                .setEpoch(done.epoch())
                                .setKeyspace(described(done.keyspace()))
                                .build()));
    }

    @Override
    public void switch_(SwitchKeyspaceRequest request, StreamObserver<SwitchKeyspaceResponse> observer) {
        UnaryCall<SwitchKeyspaceResponse> call = begin(observer, move);
        if (request.getTo().isEmpty()) {
            call.fail(EtcdError.BAD_KEYSPACE, "no city, zone or node to switch to");
            return;
        }
        admin.switchTo(request.getName(), request.getTo(), call.deadline())
                .whenComplete((change, failure) -> finishWhen(
                        keyspace -> isLedFrom(keyspace, request.getTo()),
                        call,
                        change,
                        failure,
                        (done, there) -> SwitchKeyspaceResponse.newBuilder()
                                .setEpoch(done.epoch())
                                .setKeyspace(described(done.keyspace()))
                                .setThere(there)
                                .build()));
    }

    private boolean isLedFrom(KeyspaceSpec keyspace, String place) {
        return local.find(keyspace.group())
                .map(replica -> replica.status().leader())
                .filter(leader -> admin.isIn(leader, place))
                .isPresent();
    }

    @Override
    public void drop(DropKeyspaceRequest request, StreamObserver<DropKeyspaceResponse> observer) {
        UnaryCall<DropKeyspaceResponse> call = begin(observer, drop);
        admin.drop(request.getName(), call.deadline())
                .whenComplete((change, failure) -> finish(
                        call,
                        change,
                        failure,
                        done -> DropKeyspaceResponse.newBuilder()
                                .setEpoch(done.epoch())
                                .build()));
    }

    private static <T extends MessageLite> void finish(
            UnaryCall<T> call, @Nullable Change change, @Nullable Throwable failure, Function<Changed, T> encode) {
        if (change instanceof Changed changed) {
            call.answerEncoded(changed, encode);
        } else {
            refuse(call, change, failure);
        }
    }

    /** Answers when the change shows on this node, or when the deadline is near, and says which. */
    private <T extends MessageLite> void finishWhen(
            Predicate<KeyspaceSpec> shows,
            UnaryCall<T> call,
            @Nullable Change change,
            @Nullable Throwable failure,
            BiFunction<Changed, Boolean, T> encode) {
        if (change instanceof Changed changed) {
            boolean done = shows.test(changed.keyspace());
            if (done || call.deadline() - clock.monotonicNanos() <= ANSWER_BEFORE_NANOS) {
                call.answerEncoded(changed, it -> encode.apply(it, done));
            } else {
                timer.schedule(
                        () -> finishWhen(shows, call, change, failure, encode),
                        LOOK_AGAIN_MILLIS,
                        TimeUnit.MILLISECONDS);
            }
        } else {
            refuse(call, change, failure);
        }
    }

    private static void refuse(UnaryCall<?> call, @Nullable Change change, @Nullable Throwable failure) {
        if (change instanceof Refused refused) {
            EtcdError error = errorOf(refused.reason());
            call.fail(error, refused.explanation());
        } else {
            call.fail(failure == null ? new IllegalStateException("A future completed with nothing") : failure);
        }
    }

    private static EtcdError errorOf(KeyspaceAdmin.Reason reason) {
        return switch (reason) {
            case EXISTS -> EtcdError.KEYSPACE_EXISTS;
            case NOT_FOUND -> EtcdError.KEYSPACE_NOT_FOUND;
            case BAD -> EtcdError.BAD_KEYSPACE;
            case NEEDED -> EtcdError.KEYSPACE_NEEDED;
            case TOO_MANY -> EtcdError.TOO_MANY_KEYSPACES;
            case CONFLICT -> EtcdError.KEYSPACE_CONFLICT;
        };
    }
}
