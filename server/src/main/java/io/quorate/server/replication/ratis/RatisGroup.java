package io.quorate.server.replication.ratis;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
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
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's replica of one group, on the node's Raft server. Opened and closed once. A division that closes itself,
 * or a log that can not be written, is reported to the server's fault handler.
 */
public final class RatisGroup implements AutoCloseable {
    /**
     * What a group is made of.
     *
     * @param peers the group's members with their peer addresses, this node among them
     * @param learners those of them that do not vote
     * @param directory where log and snapshots live
     */
    public record Plan(GroupId group, Map<NodeId, InetSocketAddress> peers, Set<NodeId> learners, Path directory) {}

    private static final Logger LOG = LoggerFactory.getLogger(RatisGroup.class);
    /** Disks of clouds stand still for a second or two now and then, and go on. */
    private static final Duration STUCK_DISK = Duration.ofSeconds(5);

    private static final Duration CLOCK_JUMP_TOLERANCE = Duration.ofMillis(100);

    private final RatisServer server;
    private final Plan plan;
    private final ReplicaState state;
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final RatisSnapshots snapshots;
    private final DurableNames names;
    private final RatisStateMachine machine;
    private final LeaderLease lease;
    private @Nullable ScheduledFuture<?> watch;
    private volatile boolean leaving;

    /** Prepares; {@link #open} joins the server. The executor runs checkpoints and snapshot downloads. */
    public RatisGroup(
            RatisServer server,
            Plan plan,
            ReplicaState state,
            LeaderLease lease,
            PeerCalls peers,
            LeadershipListener leadership,
            Executor snapshotThread) {
        this.server = server;
        this.plan = plan;
        this.lease = lease;
        this.state = state;
        RatisSettings settings = server.settings();
        this.snapshots = new RatisSnapshots(
                plan.group(),
                plan.directory().resolve("snapshots"),
                peers,
                snapshotThread,
                settings.preservedEntries());
        this.names = new DurableNames(server.clock(), server.metrics());
        this.machine = new RatisStateMachine(
                state,
                snapshots,
                new RatisStateMachine.Names(names, plan.directory(), outermost(plan.directory())),
                lease,
                new SnapshotPace(settings.snapshotEntries(), settings.snapshotBytes()),
                new RatisStateMachine.Listeners(waiters, leadership, this::fault));
        state.onFault(this::fault);
    }

    /** Of a replica that is told to leave, it is no news that it has closed. */
    private void fault(Throwable cause) {
        if (!leaving) {
            server.fault(cause);
        }
    }

    /** How directories are synced; by the file system unless said. For tests. */
    public void syncDirectoriesWith(DirectorySync disk) {
        names.syncWith(disk);
    }

    /** A node's first start makes the group's directory and the one around it, in a directory that is there. */
    private static Path outermost(Path group) {
        Path groups = group.toAbsolutePath().getParent();
        return groups == null || groups.getParent() == null ? group : groups.getParent();
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
            leaving = true;
            try {
                machine.abandon();
                close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private ReplicaGroup openParts() throws IOException {
        Path storage = plan.directory().resolve("raft");
        RaftGroupId id = id();
        boolean fresh = !Files.isDirectory(storage.resolve(id.getUuid().toString()));
        VoteCopy vote = new VoteCopy(plan.directory());
        new ReplicaRecovery(storage, id.getUuid().toString(), vote, snapshots, state, others()).run();
        RaftServer.Division division =
                server.join(RaftGroup.valueOf(id, ratisPeers()), storage, fresh && !isFirst(), machine, names);
        RatisReplica.Announcer announcer = (to, index) ->
                server.appenders().announce(id, RaftPeerId.valueOf(to.value()), index, server.watchdog());
        NodeClock clock = server.clock();
        RatisReplica replica = new RatisReplica(server.running(), division, machine, waiters, lease, clock, announcer);
        long period = server.settings().electionMin().toMillis() / 2;
        ClockJumps jumps = new ClockJumps(clock, CLOCK_JUMP_TOLERANCE);
        Duration elections = server.settings().electionMax();
        MajorityWatch majority = new MajorityWatch(clock, elections);
        Duration twoElections = elections.multipliedBy(2);
        FlushWatch disk = new FlushWatch(clock, twoElections.compareTo(STUCK_DISK) > 0 ? twoElections : STUCK_DISK);
        watch = server.watchdog()
                .scheduleWithFixedDelay(
                        () -> watch(replica, jumps, majority, disk), period, period, TimeUnit.MILLISECONDS);
        return replica;
    }

    private RaftGroupId id() {
        return RaftGroupId.valueOf(plan.group().value());
    }

    /** One turn of the watchdog; whatever it meets, there is a next. */
    private void watch(RatisReplica replica, ClockJumps jumps, MajorityWatch majority, FlushWatch disk) {
        try {
            if (jumps.jumped()) {
                LOG.atWarn().addKeyValue("group", plan.group()).log("clocks ran apart, the leader lease is dropped");
                lease.timeJump();
            }
            replica.stepDownWhenUnfit(majority, disk);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("group", plan.group()).setCause(e).log("the watchdog failed, it will try again");
        }
    }

    /** The first of the voters' names: who begins a new group, so that its first entry is not written twice. */
    private boolean isFirst() {
        return !plan.learners().contains(server.self())
                && others().stream()
                        .filter(other -> !plan.learners().contains(other))
                        .allMatch(other -> server.self().value().compareTo(other.value()) < 0);
    }

    private List<NodeId> others() {
        return plan.peers().keySet().stream()
                .filter(peer -> !peer.equals(server.self()))
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
                        .setStartupRole(
                                plan.learners().contains(peer.getKey()) ? RaftPeerRole.LISTENER : RaftPeerRole.FOLLOWER)
                        .build())
                .toList();
    }

    /** Leaves the server; what is on disk stays. */
    @Override
    public void close() throws IOException {
        leaving = true;
        ScheduledFuture<?> watching = watch;
        if (watching != null) {
            watching.cancel(false);
        }
        try {
            server.leave(id());
        } finally {
            // A division that fails closes itself, on a thread of Ratis that nobody waits for.
            state.close();
        }
    }
}
