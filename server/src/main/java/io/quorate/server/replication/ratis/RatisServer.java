package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * This node's Raft server, without any group at first: {@link RatisGroup}s join it and leave it while it runs. Opened
 * and closed once. What makes it unable to go on is reported to the fault handler: the process should end.
 */
public final class RatisServer implements AutoCloseable {
    /**
     * What a server is made of.
     *
     * @param address where other nodes' Raft servers reach this one
     * @param directory for what belongs to no group; nothing is kept there
     */
    public record Plan(
            NodeId self,
            InetSocketAddress address,
            Path directory,
            RatisSettings settings,
            NodeClock clock,
            Metrics metrics) {}

    private final Plan plan;
    private final Consumer<Throwable> onFault;
    private final AtomicBoolean faulted = new AtomicBoolean();
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final GroupNames names = new GroupNames();
    private final Replicas replicas = new Replicas();
    private final Appenders appenders = new Appenders();
    private final ScheduledExecutorService watchdog;
    private final RaftProperties properties;
    private Executor handlers = Runnable::run;
    private volatile @Nullable RaftServer server;

    /** Prepares; {@link #open} starts. */
    public RatisServer(Plan plan, Consumer<Throwable> onFault) {
        this.plan = plan;
        this.onFault = onFault;
        this.properties = RatisProperties.of(
                plan.settings(),
                plan.directory().resolve("no-group"),
                plan.address().getHostString(),
                plan.address().getPort(),
                CorruptionPolicy.EXCEPTION);
        this.watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Where messages of other replicas are handled, to be said before {@link #open}; on the connection's own thread
     * unless said. There an append goes straight to the log's thread, which saves a hop of each write, a tenth of the
     * processor time of a lone one. Only votes, and appends while the log's queue is full, hold a connection up for the
     * disk, and then there is nothing better to do. A test whose handlers wait for each other needs threads for them.
     */
    public void handleMessagesOn(Executor executor) {
        handlers = executor;
    }

    /** Starts to listen; there is nothing to say yet. */
    public void open() throws IOException {
        RatisMetrics.connect(plan.metrics());
        RaftServer built = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(plan.self().value()))
                .setStateMachineRegistry(this::machine)
                .setProperties(properties)
                .setParameters(parameters())
                .setOption(StartupOption.RECOVER)
                .build();
        server = built;
        built.start();
    }

    private StateMachine machine(RaftGroupId group) {
        StateMachine machine = replicas.machine(group);
        if (machine == null) {
            throw new Fault("Raft asks for a group that did not join: " + group);
        }
        return machine;
    }

    NodeId self() {
        return plan.self();
    }

    RatisSettings settings() {
        return plan.settings();
    }

    NodeClock clock() {
        return plan.clock();
    }

    Metrics metrics() {
        return plan.metrics();
    }

    Appenders appenders() {
        return appenders;
    }

    ScheduledExecutorService watchdog() {
        return watchdog;
    }

    /** The first cause counts: the others follow from it, or from being closed. */
    void fault(Throwable cause) {
        if (faulted.compareAndSet(false, true)) {
            onFault.accept(cause);
        }
    }

    RaftServer running() {
        RaftServer running = server;
        if (running == null) {
            throw new Fault("the Raft server is not open");
        }
        return running;
    }

    /**
     * Opens a replica. One at a time: Ratis takes the directory of a new division, and its first election's patience,
     * from the properties of the server.
     *
     * @param storage where Ratis makes the group's directory, or finds it
     * @param patient whether it leaves the first election to others
     */
    synchronized RaftServer.Division join(
            RaftGroup group, Path storage, boolean patient, StateMachine machine, DurableNames durable)
            throws IOException {
        replicas.opening(group.getGroupId(), machine);
        names.add(group.getGroupId(), durable);
        RatisProperties.store(properties, storage);
        RatisProperties.firstElection(properties, plan.settings(), patient);
        // Recovers what is there, formats what is new, and what a crash while formatting left.
        RaftClientReply reply = running()
                .groupManagement(GroupManagementRequest.newAdd(
                        clientId, running().getId(), callIds.incrementAndGet(), group, false));
        if (!reply.isSuccess()) {
            forget(group.getGroupId());
            throw new IOException("the group could not join", reply.getException());
        }
        replicas.opened(group.getGroupId());
        return running().getDivision(group.getGroupId());
    }

    /** Closes a replica, which a closed server has done; its files stay. */
    synchronized void leave(RaftGroupId group) throws IOException {
        RaftServer running = server;
        if (running != null && replicas.has(group)) {
            running.groupManagement(GroupManagementRequest.newRemove(
                    clientId, running.getId(), callIds.incrementAndGet(), group, false, false));
        }
        forget(group);
    }

    private void forget(RaftGroupId group) {
        replicas.closed(group);
        names.remove(group);
        appenders.forget(group);
    }

    private Parameters parameters() {
        Parameters parameters = new Parameters();
        CarefulGrpc.set(parameters, names, appenders);
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> {
            if (types.contains(GrpcServices.Type.SERVER)) {
                builder.executor(handlers)
                        .intercept(new SyncedReplies(names, this::fault))
                        .intercept(replicas);
            } else {
                builder.intercept(new RefuseAll());
            }
            return builder;
        });
        return parameters;
    }

    /** Ratis' admin and client services cannot be left out; nobody may call them. */
    private static final class RefuseAll implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            call.close(Status.PERMISSION_DENIED.withDescription("this service is not served"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    /** With all groups that are still in it, side by side: much quicker than if each left by itself. */
    @Override
    public void close() throws IOException {
        faulted.set(true);
        watchdog.shutdownNow();
        RaftServer running;
        synchronized (this) {
            running = server;
            server = null;
        }
        if (running != null) {
            running.close();
        }
    }
}
