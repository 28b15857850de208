package io.quorate.server.bootstrap;

import io.quorate.server.admin.Inspections;
import io.quorate.server.admin.KeyspaceOperator;
import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.replication.SnapshotFiles;
import io.quorate.server.replication.ratis.RatisGroup;
import io.quorate.server.replication.ratis.RatisServer;
import io.quorate.server.replication.ratis.RatisSettings;
import io.quorate.server.replication.ratis.ReplicaState;
import io.quorate.server.request.Admission;
import io.quorate.server.request.Keyspace;
import io.quorate.server.request.ReadSettings;
import io.quorate.server.request.RequestLimits;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import io.quorate.server.storage.rocksdb.RocksMemory;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One keyspace's parts on this node, from the log to the requests. */
final class KeyspaceRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceRuntime.class);
    private static final int PRESERVED_ENTRIES = 5_000;
    private static final long LOG_CACHE_BYTES = 32L << 20;
    private static final Duration RETRY_DELAY = Duration.ofMillis(10);
    private static final Duration ASK_FOR = Duration.ofMinutes(1);
    private static final int BACKGROUND_JOBS = 2;

    private final GroupId group;
    private final RatisGroup host;
    private final Keyspace keyspace;
    private final OperatorRequests operator;

    private KeyspaceRuntime(GroupId group, RatisGroup host, Keyspace keyspace, OperatorRequests operator) {
        this.group = group;
        this.host = host;
        this.keyspace = keyspace;
        this.operator = operator;
    }

    /** What a keyspace shares with the rest of its node. */
    record Shared(
            RatisServer server,
            PeerCalls peers,
            NodeThreads threads,
            Inspections inspections,
            Admission admission,
            RocksMemory memory,
            NodeClock clock,
            Metrics metrics) {}

    /** For all keyspaces of a node together. */
    static Admission admission(NodePlan plan, Metrics metrics) {
        return new Admission(requestLimits(plan.settings()), metrics);
    }

    /** What the stores of all keyspaces may use together. */
    static RocksMemory memory(NodePlan plan) {
        return new RocksMemory(rocksSettings(plan.settings()));
    }

    /** The node's Raft server, which keyspaces join; not open yet. */
    static RatisServer raftServer(NodePlan plan, NodeClock clock, Metrics metrics, Consumer<Throwable> onFault) {
        NodeConfig self = plan.self();
        return new RatisServer(
                new RatisServer.Plan(
                        plan.node(),
                        InetSocketAddress.createUnresolved(self.host(), self.peerPort()),
                        plan.data(),
                        ratisSettings(plan.settings()),
                        clock,
                        metrics),
                onFault);
    }

    static KeyspaceRuntime open(NodePlan plan, KeyspaceSpec spec, Shared shared) throws IOException {
        String name = spec.name();
        GroupId group = spec.group();
        NodeSettings settings = plan.settings();
        LeaderLease lease = new LeaderLease(
                shared.clock(),
                new LeaderLease.Settings(
                        settings.timing().leaderLease(), settings.timing().driftBound(), spec.leaderLease()),
                (term, from, to) -> LOG.atInfo()
                        .addKeyValue("keyspace", name)
                        .addKeyValue("term", term)
                        .addKeyValue("from", from)
                        .addKeyValue("to", to)
                        .log("leadership phase changed"));
        Path directory = groups(plan).resolve(group.toString());
        ReplicaState state = new ReplicaState(
                directory.resolve("db"),
                path -> RocksStore.open(path, rocksSettings(settings), shared.memory()),
                store -> KvStateMachine.open(store, SessionLimits.defaults()));
        LeadershipRelay relay = new LeadershipRelay();
        RatisGroup host = new RatisGroup(
                shared.server(),
                new RatisGroup.Plan(group, peerAddresses(plan, spec), Set.copyOf(spec.learners()), directory),
                state,
                lease,
                shared.peers(),
                relay,
                shared.threads().background());
        ReplicaGroup replica = host.open();
        Keyspace keyspace = new Keyspace(
                new Keyspace.Parts(
                        group,
                        replica,
                        state,
                        lease,
                        shared.peers(),
                        shared.clock(),
                        shared.threads().delivery(),
                        shared.threads().timer(),
                        shared.threads().background(),
                        shared.threads().ticks()),
                shared.admission(),
                requestLimits(settings),
                shared.metrics());
        relay.to(keyspace);
        return new KeyspaceRuntime(group, host, keyspace, operator(keyspace, state, settings, shared));
    }

    /** Where the groups of a node have their directories. */
    static Path groups(NodePlan plan) {
        return plan.data().resolve("groups");
    }

    /** Whether this node has ever opened it. */
    static boolean isStored(NodePlan plan, KeyspaceSpec spec) {
        return Files.isDirectory(groups(plan).resolve(spec.group().toString()));
    }

    private static OperatorRequests operator(
            Keyspace keyspace, ReplicaState state, NodeSettings settings, Shared shared) {
        return new KeyspaceOperator(new KeyspaceOperator.Parts(
                keyspace::status,
                keyspace::handOver,
                state,
                settings.timing().electionTimeoutMax(),
                shared.clock(),
                shared.threads().timer(),
                shared.inspections()));
    }

    private static RocksSettings rocksSettings(NodeSettings settings) {
        return new RocksSettings(
                settings.store().cacheBytes(),
                settings.store().writeBufferBytes() * settings.store().writeBuffers(),
                BACKGROUND_JOBS);
    }

    private static RatisSettings ratisSettings(NodeSettings settings) {
        return new RatisSettings(
                settings.timing().electionTimeoutMin(),
                settings.timing().electionTimeoutMax(),
                settings.log().snapshotEveryEntries(),
                settings.log().snapshotEveryBytes(),
                PRESERVED_ENTRIES,
                settings.log().segmentBytes(),
                LOG_CACHE_BYTES);
    }

    private static RequestLimits requestLimits(NodeSettings settings) {
        return new RequestLimits(
                settings.limits().maxRequestsInFlight(),
                settings.limits().maxBytesInFlight(),
                settings.batching().maxBatchRequests(),
                settings.batching().maxBatchBytes(),
                settings.batching().maxEntriesInFlight(),
                RETRY_DELAY,
                new ReadSettings(
                        settings.timing().driftBound(), settings.reads().freshnessInterval(), ASK_FOR));
    }

    private static Map<NodeId, InetSocketAddress> peerAddresses(NodePlan plan, KeyspaceSpec spec) {
        Map<NodeId, InetSocketAddress> addresses = new LinkedHashMap<>();
        List<NodeId> replicas = new ArrayList<>(spec.voters());
        replicas.addAll(spec.learners());
        for (NodeId replica : replicas) {
            NodeConfig node = plan.cluster().requireNode(replica);
            addresses.put(node.id(), InetSocketAddress.createUnresolved(plan.peerHost(node), node.peerPort()));
        }
        return addresses;
    }

    GroupId group() {
        return group;
    }

    Keyspace keyspace() {
        return keyspace;
    }

    OperatorRequests operator() {
        return operator;
    }

    Optional<SnapshotFiles> latestSnapshot() {
        return host.latestSnapshot();
    }

    @Override
    public void close() throws IOException {
        host.close();
    }
}
