package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.TimeDuration;

/** Servers of Ratis as it comes, with its own linearizable reads, around a counter; the first leads if it can. */
final class StockRatisCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final class Counter extends BaseStateMachine {
        private final AtomicLong value = new AtomicLong();

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            updateLastAppliedTermIndex(TermIndex.valueOf(transaction.getLogEntry()));
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(value.incrementAndGet())));
        }

        @Override
        public CompletableFuture<Message> query(Message request) {
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(value.get())));
        }
    }

    private final RaftGroup group;
    private final List<RaftServer> servers = new ArrayList<>();
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    /**
     * @param minimum shortest election timeout of all; Ratis' lease is 0.9 of it
     * @param maxima longest election timeout of each: only how soon it stands for election, and gives up leading
     */
    StockRatisCluster(Path directory, boolean lease, Duration minimum, Duration... maxima) throws IOException {
        List<RaftPeer> peers = new ArrayList<>();
        List<Integer> ports = freePorts(maxima.length);
        for (int i = 0; i < maxima.length; i++) {
            peers.add(RaftPeer.newBuilder()
                    .setId(name(i))
                    .setAddress("127.0.0.1:" + ports.get(i))
                    .setPriority(i == 0 ? 1 : 0)
                    .build());
        }
        group = RaftGroup.valueOf(RaftGroupId.randomId(), peers);
        for (int i = 0; i < maxima.length; i++) {
            RaftServer server = RaftServer.newBuilder()
                    .setServerId(peers.get(i).getId())
                    .setGroup(group)
                    .setStateMachine(new Counter())
                    .setProperties(properties(directory.resolve(name(i)), ports.get(i), lease, minimum, maxima[i]))
                    .build();
            servers.add(server);
            server.start();
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static RaftProperties properties(
            Path directory, int port, boolean lease, Duration minimum, Duration maximum) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
        GrpcConfigKeys.Server.setPort(properties, port);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(minimum));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(maximum));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, time(Duration.ofMillis(500)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(Duration.ofSeconds(1)));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(Duration.ofSeconds(10)));
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, lease);
        return properties;
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    static String name(int server) {
        return "s" + server;
    }

    DivisionInfo info(int server) {
        try {
            return servers.get(server).getDivision(group.getGroupId()).getInfo();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long the leader has not heard of another. */
    long silentMillis(int leader, int other) {
        for (ServerRpcProto follower :
                info(leader).getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
            if (follower.getId().getId().toStringUtf8().equals(name(other))) {
                return follower.getLastRpcElapsedTimeMs();
            }
        }
        return Long.MAX_VALUE;
    }

    /** Adds one; answers the new value, or why not. */
    String increment(int server) {
        return ask(server, RaftClientRequest.writeRequestType());
    }

    /** Reads as Ratis' linearizable read does; answers the value, or why not. */
    String read(int server) {
        return ask(server, RaftClientRequest.readRequestType());
    }

    private String ask(int server, RaftClientRequest.Type type) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(servers.get(server).getId())
                .setGroupId(group.getGroupId())
                .setCallId(calls.incrementAndGet())
                .setType(type)
                .setMessage(Message.valueOf("counter"))
                .build();
        try {
            RaftClientReply reply = servers.get(server)
                    .submitClientRequestAsync(request)
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return reply.isSuccess()
                    ? reply.getMessage().getContent().toStringUtf8()
                    : String.valueOf(reply.getException());
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (RaftServer server : servers) {
            server.close();
        }
    }
}
