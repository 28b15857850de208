package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.ClockJumps;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.LeadershipListener;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's Raft server with its one replica. Opened and closed once. A division that closes itself, or a log that
 * can not be written, is reported to the fault handler: the process should end.
 */
public final class RatisHost implements AutoCloseable {
    /**
     * What a host is made of.
     *
     * @param peers the group's members with their peer addresses, this node among them
     * @param directory where log and snapshots live
     */
    public record Plan(
            NodeId self,
            GroupId group,
            Map<NodeId, InetSocketAddress> peers,
            Path directory,
            RatisSettings settings,
            NodeClock clock,
            Metrics metrics) {}

    private static final Logger LOG = LoggerFactory.getLogger(RatisHost.class);
    private static final Duration CLOCK_JUMP_TOLERANCE = Duration.ofMillis(100);

    private final Plan plan;
    private final ReplicaState state;
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final ScheduledExecutorService watchdog;
    private final RatisSnapshots snapshots;
    private final DurableNames names;
    private final RatisStateMachine machine;
    private final LeaderLease lease;
    private final Consumer<Throwable> onFault;
    private final AtomicBoolean faulted = new AtomicBoolean();
    private Executor handlers = Runnable::run;
    private @Nullable RaftServer server;

    /** Prepares; {@link #open} starts. The executor runs checkpoints and snapshot downloads. */
    public RatisHost(
            Plan plan,
            ReplicaState state,
            LeaderLease lease,
            PeerCalls peers,
            LeadershipListener leadership,
            Executor snapshotThread,
            Consumer<Throwable> onFault) {
        this.plan = plan;
        this.lease = lease;
        this.onFault = onFault;
        this.state = state;
        this.snapshots = new RatisSnapshots(
                plan.group(),
                plan.directory().resolve("snapshots"),
                peers,
                snapshotThread,
                plan.settings().preservedEntries());
        SnapshotPace pace = new SnapshotPace(
                plan.settings().snapshotEntries(), plan.settings().snapshotBytes());
        this.names = new DurableNames(plan.clock(), plan.metrics());
        this.machine = new RatisStateMachine(
                state,
                snapshots,
                new RatisStateMachine.Names(names, plan.directory(), outermost(plan.directory())),
                lease,
                pace,
                new RatisStateMachine.Listeners(waiters, leadership, this::fault));
        state.onFault(this::fault);
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

    /** How directories are synced, to be said before {@link #open}; by the file system unless said. For tests. */
    public void syncDirectoriesWith(DirectorySync disk) {
        names.syncWith(disk);
    }

    /** A node's first start makes the group's directory and the one around it, in a directory that is there. */
    private static Path outermost(Path group) {
        Path groups = group.toAbsolutePath().getParent();
        return groups == null || groups.getParent() == null ? group : groups.getParent();
    }

    /** The first cause counts: the others follow from it, or from being closed. */
    private void fault(Throwable cause) {
        if (faulted.compareAndSet(false, true)) {
            onFault.accept(cause);
        }
    }

    /**
     * Recovers what is on disk and joins the group.
     *
     * @throws CorruptLog when part of the log or the vote is damaged or lost
     * @throws StateLost when the state is lost and no other node can be asked for it now
     * @throws io.quorate.server.storage.CorruptStore when the store is damaged
     */
    public ReplicaGroup open() throws IOException {
        try {
            return openParts();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private ReplicaGroup openParts() throws IOException {
        RatisMetrics.connect(plan.metrics());
        Path storage = plan.directory().resolve("raft");
        RaftGroupId groupId = RaftGroupId.valueOf(plan.group().value());
        boolean fresh = !Files.isDirectory(storage.resolve(groupId.getUuid().toString()));
        VoteCopy vote = new VoteCopy(plan.directory());
        new ReplicaRecovery(storage, groupId.getUuid().toString(), vote, snapshots, state, others()).run();
        InetSocketAddress address = address(plan.self());
        RaftProperties properties = RatisProperties.of(
                plan.settings(), storage, address.getHostString(), address.getPort(), CorruptionPolicy.EXCEPTION);
        if (fresh && !isFirst()) {
            RatisProperties.letTheFirstStandAlone(properties, plan.settings());
        }
        Appenders appenders = new Appenders();
        RaftServer built = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(plan.self().value()))
                .setGroup(RaftGroup.valueOf(groupId, ratisPeers()))
                .setStateMachineRegistry(id -> machine)
                .setProperties(properties)
                .setParameters(parameters(appenders))
                // Formats as well, and also what a crash while formatting left.
                .setOption(StartupOption.RECOVER)
                .build();
        server = built;
        built.start();
        RatisReplica.Announcer announcer =
                (to, index) -> appenders.announce(groupId, RaftPeerId.valueOf(to.value()), index, watchdog);
        RatisReplica replica =
                new RatisReplica(built, built.getDivision(groupId), machine, waiters, lease, plan.clock(), announcer);
        long period = plan.settings().electionMin().toMillis() / 2;
        ClockJumps jumps = new ClockJumps(plan.clock(), CLOCK_JUMP_TOLERANCE);
        MajorityWatch majority = new MajorityWatch(plan.clock(), plan.settings().electionMax());
        watchdog.scheduleWithFixedDelay(() -> watch(replica, jumps, majority), period, period, TimeUnit.MILLISECONDS);
        return replica;
    }

    /** One turn of the watchdog; whatever it meets, there is a next. */
    private void watch(RatisReplica replica, ClockJumps jumps, MajorityWatch majority) {
        try {
            if (jumps.jumped()) {
                LOG.atWarn().addKeyValue("group", plan.group()).log("clocks ran apart, the leader lease is dropped");
                lease.timeJump();
            }
            replica.stepDownWithoutMajority(majority);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("group", plan.group()).setCause(e).log("the watchdog failed, it will try again");
        }
    }

    /** The first of all names: who begins a new group, so that its first entry is not written twice. */
    private boolean isFirst() {
        return others().stream().allMatch(other -> plan.self().value().compareTo(other.value()) < 0);
    }

    private List<NodeId> others() {
        return plan.peers().keySet().stream()
                .filter(peer -> !peer.equals(plan.self()))
                .sorted(Comparator.comparing(NodeId::value))
                .toList();
    }

    /** The newest complete snapshot on this node. */
    public Optional<SnapshotFiles> latestSnapshot() {
        return snapshots.files();
    }

    private List<RaftPeer> ratisPeers() {
        return plan.peers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey((a, b) -> a.value().compareTo(b.value())))
                .map(peer -> RaftPeer.newBuilder()
                        .setId(peer.getKey().value())
                        .setAddress(peer.getValue())
                        .build())
                .toList();
    }

    private InetSocketAddress address(NodeId node) {
        InetSocketAddress address = plan.peers().get(node);
        if (address == null) {
            throw new Fault("node " + node + " is not among the peers of group " + plan.group());
        }
        return address;
    }

    private Parameters parameters(Appenders appenders) {
        Parameters parameters = new Parameters();
        CarefulGrpc.set(parameters, names, appenders);
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> {
            if (types.contains(GrpcServices.Type.SERVER)) {
                builder.executor(handlers).intercept(new SyncedReplies(names, this::fault));
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

    @Override
    public void close() throws IOException {
        faulted.set(true);
        watchdog.shutdownNow();
        RaftServer running = server;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            // A division that fails closes itself, on a thread of Ratis that nobody waits for.
            state.close();
        }
    }
}
