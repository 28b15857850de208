package io.quorate.server.replication.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.jspecify.annotations.Nullable;

/**
 * Ratis over gRPC, less two of its mistakes. A candidate asks for votes only when its vote for itself is durable
 * ({@link SyncedServices}). And a message that names no previous entry vouches for nothing but the entries in it. Ratis
 * 3.3.0 tells the follower all the same that one index more is committed: 0 in a heartbeat, the one after the last
 * entry otherwise. The follower then commits whatever it has there, be it of a leader that was never followed; if that
 * differs, it can follow nobody any more. Here such a message says no more than it vouches for.
 */
final class CarefulGrpc implements RpcType {
    private static final String NAMES = GroupNames.class.getName();
    private static final String APPENDERS = Appenders.class.getName();

    /** What makes votes durable, and who is told of the leader's appenders, for servers with these parameters. */
    static void set(Parameters parameters, GroupNames names, Appenders appenders) {
        parameters.put(NAMES, names, GroupNames.class);
        parameters.put(APPENDERS, appenders, Appenders.class);
    }

    /** By reflection, from the name that {@link #name} gives. */
    public CarefulGrpc() {}

    @Override
    public String name() {
        return CarefulGrpc.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        GroupNames names = parameters.getNonNull(NAMES, GroupNames.class);
        Appenders appenders = parameters.getNonNull(APPENDERS, Appenders.class);
        return new GrpcFactory(parameters) {
            @Override
            public GrpcServices newRaftServerRpc(RaftServer server) {
                return new SyncedServices((GrpcServicesImpl) super.newRaftServerRpc(server), names);
            }

            @Override
            public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
                return appenders.added(server.getGroup().getGroupId(), new Appender(server, state, follower));
            }
        };
    }

    private static final class Appender extends GrpcLogAppender {
        Appender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            super(server, state, follower);
        }

        @Override
        public GrpcServicesImpl getServerRpc() {
            return ((SyncedServices) getServer().getRaftServer().getServerRpc()).grpc();
        }

        @Override
        public @Nullable AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
                throws RaftLogIOException {
            AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat);
            return request == null || request.hasPreviousLog() ? request : vouched(request);
        }
    }

    private static AppendEntriesRequestProto vouched(AppendEntriesRequestProto request) {
        int entries = request.getEntriesCount();
        long most = entries == 0 ? -1 : request.getEntries(entries - 1).getIndex();
        return request.getLeaderCommit() <= most
                ? request
                : request.toBuilder().setLeaderCommit(most).build();
    }
}
