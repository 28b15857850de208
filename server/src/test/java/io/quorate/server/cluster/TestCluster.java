package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.FreePorts;
import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader.Found;
import io.quorate.server.mvcc.MvccReader.ReadOutcome;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ratis.RatisSettings;
import io.quorate.server.request.Committed;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Real replicas in one JVM: Ratis over loopback gRPC, RocksDB in temporary directories, our own leases, proposals and
 * reads. Calls between nodes that are not Ratis' go through {@link LocalPeers}; both obey one firewall.
 */
public final class TestCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;

    private final Map<NodeId, TestNode> nodes = new LinkedHashMap<>();
    private final Map<NodeId, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final GroupId group;
    private final Path directory;
    private final RatisSettings settings;
    private final Links links = new Links();
    private final AtomicInteger fetches = new AtomicInteger();
    private Set<NodeId> learners = Set.of();
    private Duration lease;
    private boolean handlersMayWait;
    private volatile LocalPeers.FetchTap fetchTap = (from, to, file) -> {};

    public TestCluster(Path directory, int size, RatisSettings settings) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.lease = settings.electionMin();
        this.group = GroupId.of("test-" + directory, "default");
        for (int i = 1; i <= size; i++) {
            addresses.put(new NodeId("n" + i), freeAddress());
        }
        for (NodeId id : addresses.keySet()) {
            nodes.put(id, new TestNode(this, id));
        }
    }

    /** Short elections, small snapshots: tests run in seconds. */
    public static RatisSettings quick() {
        return new RatisSettings(
                Duration.ofMillis(300), Duration.ofMillis(600), 100_000, 64L << 20, 1_000, 8L << 20, 16L << 20);
    }

    private static InetSocketAddress freeAddress() throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        return new InetSocketAddress(host, FreePorts.take(host));
    }

    /** Gives Ratis' handlers threads of their own: for tests that hold one up until another has run. */
    TestCluster handlersMayWait() {
        handlersMayWait = true;
        return this;
    }

    boolean mayHandlersWait() {
        return handlersMayWait;
    }

    public TestCluster start() throws IOException {
        for (TestNode node : nodes.values()) {
            node.start();
        }
        return this;
    }

    /** Lets some nodes learn rather than vote; before they start. */
    TestCluster learners(String... names) {
        learners = Arrays.stream(names).map(NodeId::new).collect(Collectors.toSet());
        return this;
    }

    Set<NodeId> learners() {
        return learners;
    }

    /** How long leases last, on all nodes; before they start. */
    TestCluster lease(Duration duration) {
        lease = duration;
        return this;
    }

    Duration lease() {
        return lease;
    }

    GroupId group() {
        return group;
    }

    Path directory(NodeId id) {
        return directory.resolve(id.value());
    }

    RatisSettings settings() {
        return settings;
    }

    Map<NodeId, InetSocketAddress> addresses() {
        return addresses;
    }

    /** How often any node has begun or continued a snapshot download. */
    AtomicInteger fetches() {
        return fetches;
    }

    LocalPeers.FetchTap fetchTap() {
        return fetchTap;
    }

    void tapFetches(LocalPeers.FetchTap tap) {
        fetchTap = tap;
    }

    /** Waits until these nodes hold the same state at the same position. */
    void awaitEqualState(List<TestNode> among) {
        Awaitility.await("equal state")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(LocalState.Unavailable.class)
                .untilAsserted(() -> assertThat(among.stream()
                                .map(node -> node.state().digest(() -> true))
                                .distinct())
                        .hasSize(1));
    }

    public Links links() {
        return links;
    }

    public TestNode node(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).orElseThrow();
    }

    public List<TestNode> nodes() {
        return new ArrayList<>(nodes.values());
    }

    /** A node that leads and may serve. */
    public TestNode awaitLeader() {
        return awaitLeaderAmong(nodes());
    }

    public TestNode awaitLeaderAmong(List<TestNode> candidates) {
        return Awaitility.await("a serving leader")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> candidates.stream().filter(TestNode::serves).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    public List<TestNode> others(TestNode node) {
        return nodes.values().stream().filter(other -> other != node).toList();
    }

    /** Cuts a node off from all others, both ways. */
    public void isolate(TestNode node) {
        others(node).forEach(other -> links.cut(node.id(), other.id()));
    }

    /**
     * Puts a key, again when leadership moves meanwhile and its outcome is unknown: on a busy machine it may, in any
     * test.
     */
    public static Outcome put(TestNode node, String key, String value) {
        for (int attempt = 1; ; attempt++) {
            try {
                return join(write(node, key, value));
            } catch (CompletionException e) {
                if (attempt == ATTEMPTS || !isUnknown(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isUnknown(CompletionException failure) {
        return failure.getCause() instanceof RequestFailure cause && cause.kind() == RequestFailure.Kind.INDETERMINATE;
    }

    public static CompletableFuture<Outcome> write(TestNode node, String key, String value) {
        return write(node, key, value, PATIENCE);
    }

    public static CompletableFuture<Outcome> write(TestNode node, String key, String value, Duration timeout) {
        return node.keyspace()
                .write(
                        new Request(null, Command.Put.of(Bytes.utf8(key), Bytes.utf8(value))),
                        key.length() + value.length(),
                        node.clock().monotonicNanos() + timeout.toNanos())
                .thenApply(Committed::outcome);
    }

    /** The value a linearizable read at this node gives; "" when the key is absent. */
    public static CompletableFuture<String> read(TestNode node, String key, Duration timeout) {
        return node.keyspace()
                .read(
                        RangeQuery.of(KeyRange.single(Bytes.utf8(key))),
                        ReadOptions.LINEARIZABLE,
                        node.clock().monotonicNanos() + timeout.toNanos())
                .thenApply(read -> value(read.value()));
    }

    public static String get(TestNode node, String key) {
        return join(read(node, key, PATIENCE));
    }

    private static String value(ReadOutcome outcome) {
        List<io.quorate.server.common.KeyValue> kvs = ((Found) outcome).result().kvs();
        return kvs.isEmpty() ? "" : new String(kvs.get(0).value().array(), java.nio.charset.StandardCharsets.UTF_8);
    }

    static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    /**
     * Closes all nodes side by side: one by one, each would wait a while for what it has on its way to the others.
     *
     * @throws IOException after all have been closed, when one could not be
     */
    void stopAll() throws IOException {
        List<CompletableFuture<Void>> closing = nodes.values().stream()
                .map(node ->
                        CompletableFuture.runAsync(() -> closeNode(node), task -> new Thread(task, "close").start()))
                .toList();
        IOException failure = null;
        for (CompletableFuture<Void> each : closing) {
            try {
                each.join();
            } catch (CompletionException e) {
                if (failure == null) {
                    failure = new IOException("a node could not be closed", e.getCause());
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    static void closeNode(TestNode node) {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        links.close();
        stopAll();
    }
}
