package io.quorate.server.replication.ratis;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.replication.ReplicaGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Ratis division, spoken to directly: no RaftClient, no hand-over between threads on the way in. */
final class RatisReplica implements ReplicaGroup {
    private static final Logger LOG = LoggerFactory.getLogger(RatisReplica.class);

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftClientAsynchronousProtocol submission;
    private final RatisStateMachine machine;
    private final AppliedWaiters waiters;
    private final LeaderLease lease;
    private final NodeClock clock;
    private final Announcer announcer;
    private final NodeId self;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    /** Tells a follower what is committed. */
    @FunctionalInterface
    interface Announcer {
        void announce(NodeId to, long index);
    }

    RatisReplica(
            RaftServer server,
            RaftServer.Division division,
            RatisStateMachine machine,
            AppliedWaiters waiters,
            LeaderLease lease,
            NodeClock clock,
            Announcer announcer) {
        this.server = server;
        this.division = division;
        // Not in Division's interface, but every division is one; going through the server costs two thread switches.
        this.submission = (RaftClientAsynchronousProtocol) division;
        this.machine = machine;
        this.waiters = waiters;
        this.lease = lease;
        this.clock = clock;
        this.announcer = announcer;
        this.self = new NodeId(division.getId().toString());
    }

    @Override
    public void propose(byte[] entry, ProposalListener listener) {
        EntryMessage message = new EntryMessage(entry, clock.monotonicNanos(), listener);
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(division.getId())
                .setGroupId(division.getGroup().getGroupId())
                .setCallId(callIds.incrementAndGet())
                .setType(RaftClientRequest.writeRequestType())
                .setMessage(message)
                .build();
        try {
            submission.submitClientRequestAsync(request).whenComplete((reply, error) -> ended(message, reply, error));
        } catch (IOException | RuntimeException e) {
            ended(message, null, e);
        }
    }

    /** An applied entry has told its listener already; what is left are the ways in which it was not. */
    private static void ended(EntryMessage message, @Nullable RaftClientReply reply, @Nullable Throwable error) {
        if (reply != null && reply.isSuccess()) {
            return;
        }
        if (message.mayBeAppended()) {
            message.indeterminate();
        } else if (isOverload(error)) {
            message.refused(Refusal.OVERLOADED);
        } else {
            message.refused(Refusal.NOT_LEADER);
        }
    }

    private static boolean isOverload(@Nullable Throwable error) {
        return error != null
                && (error instanceof ResourceUnavailableException
                        || error.getCause() instanceof ResourceUnavailableException);
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public @Nullable NodeId leader() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null ? null : new NodeId(leader.toString());
    }

    @Override
    public long term() {
        return division.getInfo().getCurrentTerm();
    }

    @Override
    public long committedIndex() {
        return division.getRaftLog().getLastCommittedIndex();
    }

    @Override
    public void announceCommitted(NodeId to, long index) {
        announcer.announce(to, index);
    }

    @Override
    public long appliedIndex() {
        return machine.getLastAppliedTermIndex().getIndex();
    }

    @Override
    public LogPosition applied() {
        var applied = machine.getLastAppliedTermIndex();
        return new LogPosition(applied.getTerm(), applied.getIndex());
    }

    @Override
    public void whenApplied(long index, Runnable action) {
        waiters.when(index, action);
    }

    @Override
    public GroupStatus status() {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        var log = division.getRaftLog();
        var last = log.getLastEntryTermIndex();
        return new GroupStatus(
                self,
                leader(),
                term(),
                last == null ? applied().index() : last.getIndex(),
                log.getLastCommittedIndex(),
                applied(),
                lease.state(),
                peers(role));
    }

    private List<PeerProgress> peers(RoleInfoProto role) {
        List<PeerProgress> peers = new ArrayList<>();
        for (CommitInfoProto commit : division.getCommitInfos()) {
            NodeId peer = new NodeId(commit.getServer().getId().toStringUtf8());
            if (!peer.equals(self)) {
                peers.add(new PeerProgress(peer, commit.getCommitIndex(), silentMillis(role, peer)));
            }
        }
        return peers;
    }

    private static long silentMillis(RoleInfoProto role, NodeId peer) {
        for (ServerRpcProto follower : role.getLeaderInfo().getFollowerInfoList()) {
            if (follower.getId().getId().toStringUtf8().equals(peer.value())) {
                return follower.getLastRpcElapsedTimeMs();
            }
        }
        return -1;
    }

    @Override
    public CompletableFuture<Boolean> transferLeadership(NodeId to, Duration timeout) {
        return transfer(RaftPeerId.valueOf(to.value()), timeout);
    }

    private CompletableFuture<Boolean> transfer(@Nullable RaftPeerId to, Duration timeout) {
        var request = new TransferLeadershipRequest(
                clientId,
                division.getId(),
                division.getGroup().getGroupId(),
                callIds.incrementAndGet(),
                to,
                timeout.toMillis());
        try {
            return server.transferLeadershipAsync(request).handle((reply, error) -> error == null && reply.isSuccess());
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("to", to).setCause(e).log("leadership transfer could not begin");
            return CompletableFuture.completedFuture(false);
        }
    }

    /**
     * Steps down when this leader has not heard of a majority for longer than any election takes, or when its own log
     * does not reach its disk while the others could go on without it. Ratis itself never does so while it is being
     * written to.
     */
    void stepDownWhenUnfit(MajorityWatch watch, FlushWatch disk) {
        if (!division.getInfo().isLeader()) {
            // News of a lost leadership may have overtaken news of its beginning.
            lease.lostLeadership();
            watch.follows();
            disk.follows();
            return;
        }
        Duration silence = watch.silence();
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        var voters = division.getRaftConf().getCurrentPeers();
        long alive = 1
                + role.getLeaderInfo().getFollowerInfoList().stream()
                        .filter(follower -> voters.stream()
                                .anyMatch(voter -> voter.getId()
                                        .toByteString()
                                        .equals(follower.getId().getId())))
                        .filter(follower -> follower.getLastRpcElapsedTimeMs() <= silence.toMillis())
                        .count();
        if (watch.isLost(term(), alive, voters.size())) {
            LOG.atWarn()
                    .addKeyValue("term", term())
                    .addKeyValue("alive", alive)
                    .addKeyValue("voters", voters.size())
                    .log("majority lost, stepping down");
            transfer(null, silence);
        } else if (isStuck(disk) && alive - 1 > voters.size() / 2) {
            LOG.atWarn()
                    .addKeyValue("term", term())
                    .addKeyValue("on_disk", division.getRaftLog().getFlushIndex())
                    .log("this leader's log does not reach its disk, stepping down for others that are fit");
            transfer(null, silence);
        }
    }

    private boolean isStuck(FlushWatch disk) {
        var log = division.getRaftLog();
        var last = log.getLastEntryTermIndex();
        return last != null && disk.isStuck(term(), log.getFlushIndex(), last.getIndex());
    }
}
