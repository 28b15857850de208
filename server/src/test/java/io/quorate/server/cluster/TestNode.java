package io.quorate.server.cluster;

import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.LeadershipListener;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.replication.ratis.DirectorySync;
import io.quorate.server.replication.ratis.RatisGroup;
import io.quorate.server.replication.ratis.RatisServer;
import io.quorate.server.replication.ratis.RatisSettings;
import io.quorate.server.replication.ratis.ReplicaState;
import io.quorate.server.request.Keyspace;
import io.quorate.server.request.RequestLimits;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node of a {@link TestCluster}; may be closed and started again over the same directory. */
public final class TestNode implements AutoCloseable {
    private static final double DRIFT_BOUND = 0.01;

    private final TestCluster cluster;
    private final NodeId id;
    private final DriftClock clock = new DriftClock();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private UnaryOperator<OrderedStore> disk = UnaryOperator.identity();
    private UnaryOperator<LocalState> reads = UnaryOperator.identity();
    private DirectorySync directories = DirectorySync.system();
    private RatisSettings settings;
    private @Nullable Running running;

    /** What exists only while the node runs. */
    private record Running(
            LeaderLease lease,
            ReplicaState state,
            RatisServer server,
            RatisGroup host,
            ReplicaGroup replica,
            Keyspace keyspace,
            List<ExecutorService> threads) {}

    TestNode(TestCluster cluster, NodeId id) {
        this.cluster = cluster;
        this.id = id;
        this.settings = cluster.settings();
    }

    /** Its own election timeouts, from its next start on. */
    void elections(Duration min, Duration max) {
        settings = new RatisSettings(
                min,
                max,
                settings.snapshotEntries(),
                settings.snapshotBytes(),
                settings.preservedEntries(),
                settings.segmentBytes(),
                settings.cachedLogBytes());
    }

    /** Puts something between the node's reads, from its next start on, and its state. */
    void reads(UnaryOperator<LocalState> between) {
        reads = between;
    }

    /** Puts something between the node, from its next start on, and its store. */
    void disk(UnaryOperator<OrderedStore> between) {
        disk = between;
    }

    /** How its directories are synced, from now on. */
    void directories(DirectorySync how) {
        directories = how;
        if (running != null) {
            running.host().syncDirectoriesWith(how);
        }
    }

    public void start() throws IOException {
        Files.createDirectories(cluster.directory(id));
        var lease = new LeaderLease(clock, new LeaderLease.Settings(cluster.lease(), DRIFT_BOUND, true));
        var state = new ReplicaState(
                cluster.directory(id).resolve("db"),
                directory -> disk.apply(RocksStore.open(directory, RocksSettings.defaults())),
                store -> KvStateMachine.open(store, SessionLimits.defaults()));
        var leadership = new Relay();
        ScheduledExecutorService delivery = Executors.newSingleThreadScheduledExecutor();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
        var peers = new LocalPeers(cluster, id);
        var server = new RatisServer(
                new RatisServer.Plan(
                        id, cluster.addresses().get(id), cluster.directory(id), settings, clock, Metrics.none()),
                faults::add);
        var host = new RatisGroup(
                server,
                new RatisGroup.Plan(cluster.group(), cluster.addresses(), cluster.learners(), cluster.directory(id)),
                state,
                lease,
                peers,
                leadership,
                background);
        host.syncDirectoriesWith(directories);
        ExecutorService handlers = Executors.newCachedThreadPool();
        if (cluster.mayHandlersWait()) {
            server.handleMessagesOn(handlers);
        }
        ReplicaGroup replica;
        try {
            server.open();
            replica = host.open();
        } catch (IOException | RuntimeException e) {
            server.close();
            List.of(delivery, timer, background, handlers).forEach(ExecutorService::shutdownNow);
            throw e;
        }
        var keyspace = new Keyspace(
                new Keyspace.Parts(
                        cluster.group(),
                        replica,
                        reads.apply(state),
                        lease,
                        peers,
                        clock,
                        delivery,
                        timer,
                        background,
                        Keyspace.SharedTicks.on(timer, background)),
                RequestLimits.defaults(),
                Metrics.none());
        running = new Running(
                lease, state, server, host, replica, keyspace, List.of(delivery, timer, background, handlers));
        leadership.to(keyspace);
    }

    /** Leadership news that comes before there is anybody to hear it is made up for by the keyspace's sweep. */
    private static final class Relay implements LeadershipListener {
        private volatile @Nullable LeadershipListener target;

        void to(LeadershipListener listener) {
            target = listener;
        }

        @Override
        public void leading(long term) {
            Optional.ofNullable(target).ifPresent(listener -> listener.leading(term));
        }

        @Override
        public void following() {
            Optional.ofNullable(target).ifPresent(LeadershipListener::following);
        }

        @Override
        public void leaderKnown() {
            Optional.ofNullable(target).ifPresent(LeadershipListener::leaderKnown);
        }
    }

    private Running running() {
        return Optional.ofNullable(running).orElseThrow(() -> new IllegalStateException(id + " does not run"));
    }

    public NodeId id() {
        return id;
    }

    public DriftClock clock() {
        return clock;
    }

    public boolean isRunning() {
        return running != null;
    }

    public Keyspace keyspace() {
        return running().keyspace();
    }

    public ReplicaGroup replica() {
        return running().replica();
    }

    public ReplicaState state() {
        return running().state();
    }

    public LeaderLease lease() {
        return running().lease();
    }

    public RatisGroup host() {
        return running().host();
    }

    /** What the node would have died of. */
    public List<Throwable> faults() {
        return faults;
    }

    public boolean serves() {
        return isRunning() && lease().servingTerm() != LeaderLease.NO_TERM;
    }

    @Override
    public void close() throws IOException {
        Running present = running;
        running = null;
        if (present != null) {
            present.server().close();
            present.threads().forEach(ExecutorService::shutdownNow);
        }
    }
}
