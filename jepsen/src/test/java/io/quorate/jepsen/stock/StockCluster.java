package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.TimeDuration;
import org.awaitility.Awaitility;

/** Servers of Ratis around {@link StockMachine}, each on a directory of its own. The first one leads at the start. */
final class StockCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofSeconds(3);

    private final List<Path> directories;
    private final StockOptions options;
    private final RaftGroup group;
    private final List<RaftPeer> peers = new ArrayList<>();
    /** Null while a server is down. */
    private final AtomicReferenceArray<RaftServer> servers;

    private final Links links = new Links();
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    StockCluster(Path directory, StockOptions options) throws IOException {
        this(
                IntStream.range(0, options.servers())
                        .mapToObj(i -> directory.resolve(name(i)))
                        .toList(),
                options);
    }

    StockCluster(List<Path> directories, StockOptions options) throws IOException {
        this.directories = List.copyOf(directories);
        this.options = options;
        // A disk that fails is no reason to end this process.
        ExitUtils.disableSystemExit();
        List<Integer> ports = freePorts(options.servers());
        for (int i = 0; i < options.servers(); i++) {
            peers.add(RaftPeer.newBuilder()
                    .setId(name(i))
                    .setAddress("127.0.0.1:" + ports.get(i))
                    .build());
        }
        group = RaftGroup.valueOf(RaftGroupId.randomId(), peers);
        servers = new AtomicReferenceArray<>(options.servers());
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

    static String name(int server) {
        return "n" + server;
    }

    /** Of an id as {@link #name} gives them, as Ratis shows it. */
    static int index(Object id) {
        return Integer.parseInt(id.toString().substring(1));
    }

    List<String> names() {
        return IntStream.range(0, options.servers())
                .mapToObj(StockCluster::name)
                .toList();
    }

    /** Starts all; returns when the first one leads and all have applied the same. */
    StockCluster start() throws IOException {
        for (int i = 0; i < options.servers(); i++) {
            Duration soonest = i == 0 ? SOON : LATER;
            start(i, soonest, soonest.plus(SOON));
        }
        makeTheFirstLead();
        awaitEqualLogs();
        return this;
    }

    /** It stands long before the others; but on a busy machine they may not be there to vote. */
    private void makeTheFirstLead() throws IOException {
        int[] all = IntStream.range(0, options.servers()).toArray();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int leader = awaitReady(all); leader != 0; leader = awaitReady(all)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("leadership does not go to " + name(0));
            }
            handOver(leader, 0);
            LockSupport.parkNanos(SOON.toNanos());
        }
    }

    /** Starts one that was there before. */
    void start(int server) throws IOException {
        start(server, options.shortest(), options.longest().get(server));
    }

    private void start(int server, Duration firstElectionMin, Duration firstElectionMax) throws IOException {
        RaftProperties properties = properties(server);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, time(firstElectionMin));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(firstElectionMax));
        RaftServer started = RaftServer.newBuilder()
                .setServerId(peers.get(server).getId())
                .setGroup(group)
                .setStateMachine(new StockMachine())
                .setProperties(properties)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        servers.set(server, started);
        started.start();
    }

    private RaftProperties properties(int server) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(directories.get(server).toFile()));
        GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
        GrpcConfigKeys.Server.setPort(
                properties, Integer.parseInt(peers.get(server).getAddress().replaceFirst(".*:", "")));
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(options.shortest()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(
                properties, time(options.longest().get(server)));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(Duration.ofSeconds(10)));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, time(Duration.ofSeconds(1)));
        // Entries that hold nothing but how far others are committed.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, options.lease());
        return properties;
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends one. Whatever it only had in memory is gone, which is all that the schedules need of a kill. */
    void stop(int server) throws IOException {
        RaftServer running = servers.getAndSet(server, null);
        if (running != null) {
            running.close();
        }
    }

    boolean isUp(int server) {
        return servers.get(server) != null;
    }

    Links links() {
        return links;
    }

    /** Neither reached by the others nor reaching them. */
    void isolate(int server) {
        for (int other = 0; other < options.servers(); other++) {
            if (other != server) {
                links.cut(server, other);
            }
        }
    }

    RaftServer.Division division(int server) {
        RaftServer running = servers.get(server);
        if (running == null) {
            throw new IllegalStateException(name(server) + " is down");
        }
        try {
            return running.getDivision(group.getGroupId());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    DivisionInfo info(int server) {
        return division(server).getInfo();
    }

    /** Waits until one of these leads and may serve. */
    int awaitReady(int... candidates) {
        return Awaitility.await("a leader that may serve")
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(
                        () -> IntStream.of(candidates)
                                .filter(server -> info(server).isLeaderReady())
                                .findFirst()
                                .orElse(-1),
                        ready -> ready >= 0);
    }

    /** Waits until all have applied all that any of them has in its log, and nothing is added for a while. */
    void awaitEqualLogs() {
        Awaitility.await("equal logs")
                .pollInterval(Duration.ofMillis(5))
                .during(Duration.ofMillis(150))
                .atMost(PATIENCE)
                .until(() -> IntStream.range(0, options.servers())
                                        .mapToLong(server ->
                                                division(server).getRaftLog().getNextIndex() - 1)
                                        .distinct()
                                        .count()
                                == 1
                        && IntStream.range(0, options.servers())
                                .allMatch(server -> info(server).getLastAppliedIndex()
                                        == division(server).getRaftLog().getNextIndex() - 1));
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

    /** Has the leader ask another to stand for election; does not wait for what becomes of it. */
    void handOver(int leader, int successor) throws IOException {
        RaftServer running = servers.get(leader);
        running.transferLeadershipAsync(new TransferLeadershipRequest(
                client,
                running.getId(),
                group.getGroupId(),
                calls.incrementAndGet(),
                peers.get(successor).getId(),
                options.shortest().toMillis()));
    }

    /** Asks one server and no other, once. */
    Completion ask(int server, Invocation invocation, Duration patience) {
        RaftServer running = servers.get(server);
        if (running == null) {
            return Completion.fail("down");
        }
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(running.getId())
                .setGroupId(group.getGroupId())
                .setCallId(calls.incrementAndGet())
                .setType(
                        invocation.action().writes()
                                ? RaftClientRequest.writeRequestType()
                                : RaftClientRequest.readRequestType())
                .setMessage(StockMachine.encode(invocation))
                .build();
        try {
            RaftClientReply reply = running.submitClientRequestAsync(request)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return reply.isSuccess()
                    ? StockMachine.decode(invocation, reply.getMessage(), server)
                    : refused(invocation, reply.getException());
        } catch (IOException e) {
            return refused(invocation, e);
        } catch (CompletionException e) {
            return refused(invocation, e.getCause() == null ? e : e.getCause());
        }
    }

    /** Ratis says that it does not lead also of what it has appended and does not know the fate of. */
    private static Completion refused(Invocation invocation, Throwable why) {
        String error = why.getClass().getSimpleName();
        boolean without = !invocation.action().writes() || why instanceof LeaderNotReadyException;
        return without ? Completion.fail(error) : Completion.info(error);
    }

    /** All at once: each waits for seconds for its channels to the others. */
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(IntStream.range(0, options.servers())
                            .mapToObj(server -> CompletableFuture.runAsync(() -> close(server)))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            links.close();
        }
    }

    private void close(int server) {
        try {
            stop(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
