package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/** Ratis' messages over gRPC, of which a candidate's leave only when its vote for itself is durable. */
final class SyncedServices implements GrpcServices {
    private final GrpcServicesImpl grpc;
    private final GroupNames names;

    SyncedServices(GrpcServicesImpl grpc, GroupNames names) {
        this.grpc = grpc;
        this.names = names;
    }

    /** For appenders, which insist on it: a leader's vote for itself is long durable. */
    GrpcServicesImpl grpc() {
        return grpc;
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        names.beforeMessage();
        return grpc.requestVote(request);
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return grpc.startLeaderElection(request);
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) {
        return grpc.appendEntries(request);
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) {
        return grpc.installSnapshot(request);
    }

    @Override
    public RaftServerAsynchronousProtocol async() {
        return grpc.async();
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        grpc.addRaftPeers(peers);
    }

    @Override
    public void handleException(RaftPeerId serverId, Exception e, boolean reconnect) {
        grpc.handleException(serverId, e, reconnect);
    }

    @Override
    public void notifyNotLeader(RaftGroupId groupId) {
        grpc.notifyNotLeader(groupId);
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return grpc.getInetSocketAddress();
    }

    @Override
    public InetSocketAddress getClientServerAddress() {
        return grpc.getClientServerAddress();
    }

    @Override
    public InetSocketAddress getAdminServerAddress() {
        return grpc.getAdminServerAddress();
    }

    @Override
    public RpcType getRpcType() {
        return grpc.getRpcType();
    }

    @Override
    public void start() throws IOException {
        grpc.start();
    }

    @Override
    public void close() throws IOException {
        grpc.close();
    }
}
