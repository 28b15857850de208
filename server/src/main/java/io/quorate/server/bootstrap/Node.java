package io.quorate.server.bootstrap;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quorate.server.admin.Inspections;
import io.quorate.server.admin.KeyspaceCatalog;
import io.quorate.server.api.ApiLimits;
import io.quorate.server.api.ClientPort;
import io.quorate.server.api.ClusterIdentity;
import io.quorate.server.api.EtcdApi;
import io.quorate.server.api.KeyspaceServices;
import io.quorate.server.api.Member;
import io.quorate.server.api.Membership;
import io.quorate.server.api.NodeBudgets;
import io.quorate.server.api.receipt.ReceiptInterceptor;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.observability.HttpPort;
import io.quorate.server.observability.PrometheusMetrics;
import io.quorate.server.peer.PeerAddress;
import io.quorate.server.peer.PeerClients;
import io.quorate.server.peer.PeerIdentity;
import io.quorate.server.peer.PeerService;
import io.quorate.server.peer.PeerTuning;
import io.quorate.server.replication.ratis.RatisServer;
import io.quorate.server.request.NodeRequests;
import io.quorate.server.storage.rocksdb.RocksMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole node. Opened once, closed once; it ends by itself when its replica cannot go on. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration HEALTH_PERIOD = Duration.ofMillis(500);
    private static final Duration CONTROL_PERIOD = Duration.ofMillis(100);

    /** Something that was opened and has to be closed. */
    private interface Opened {
        void close() throws Exception;
    }

    private final Deque<Opened> opened = new ArrayDeque<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    private Node() {}

    /**
     * Opens everything in order; when a part fails to open, what was opened before is closed again.
     *
     * @throws IOException when a port or the disk cannot be used
     */
    public static Node open(NodePlan plan) throws IOException {
        Node node = new Node();
        try {
            node.openParts(plan);
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void openParts(NodePlan plan) throws IOException {
        NodeClock clock = NodeClock.system();
        String version = BuildVersion.current();
        PrometheusMetrics metrics = keep(new PrometheusMetrics(version));
        NodeSettings settings = plan.settings();
        NodeThreads threads = keep(NodeThreads.start(settings.store().rangeReadWorkers()));
        PeerIdentity identity = identity(plan);
        PeerClients peers = keep(new PeerClients(identity, clientAddresses(plan), tuning(settings), metrics));
        RocksMemory memory = keep(KeyspaceRuntime.memory(plan));
        RatisServer raft = keep(KeyspaceRuntime.raftServer(plan, clock, metrics, fault::complete));
        raft.open();
        NodeRequests requests = new NodeRequests();
        PeerService peerService = keep(new PeerService(identity, requests, metrics));
        ApiLimits limits = apiLimits(settings);
        KeyspaceRuntime.Shared shared = new KeyspaceRuntime.Shared(
                raft,
                peers,
                threads,
                new Inspections(threads.inspection()),
                KeyspaceRuntime.admission(plan, metrics),
                memory,
                clock,
                metrics);
        Apis apis = new Apis(
                new Membership(ClusterIdentity.of(plan.cluster().name(), plan.node()), () -> members(plan)),
                limits,
                new NodeBudgets(limits, threads.rangeReads(), metrics),
                clock,
                metrics);
        boolean firstStart = !KeyspaceRuntime.isStored(plan, NodeKeyspaces.system(plan));
        KeyspaceRuntime system = keep(KeyspaceRuntime.open(plan, NodeKeyspaces.system(plan), shared));
        requests.host(system.group(), system.keyspace(), system::latestSnapshot);
        NodeFigures.register(metrics, system.keyspace(), KeyspaceMap.SYSTEM, plan);
        KeyspaceCatalog catalog = Control.catalog(plan, system.keyspace());
        KeyspaceServices services =
                new KeyspaceServices(KeyspaceConfig.DEFAULT, name -> catalog.has(name, deadline(clock, limits)));
        FrontDoor door = new FrontDoor(plan, requests, services, apis, NodeKeyspaces.epoch(system.keyspace()));
        NodeKeyspaces keyspaces = keep(new NodeKeyspaces(plan, shared, door));
        opened.push(raft::close);
        Runnable giveUp = () -> {
            keyspaces.giveUp();
            system.keyspace().giveUp();
        };
        opened.push(giveUp::run);
        fault.thenRun(giveUp);
        Supplier<Optional<KeyspaceMap>> map = NodeKeyspaces.localMap(system.keyspace());
        AllKeyspaces all = new AllKeyspaces(NodeKeyspaces.system(plan), system, keyspaces);
        Control control = new Control(plan, map, catalog, all, clock, metrics);
        control.openKnown(firstStart);
        NodeHealth health = new NodeHealth(keyspaces.theDefault(), fault);
        OperatorDesk desk = new OperatorDesk(
                new OperatorDesk.Parts(system, catalog, map, keyspaces, control, health, version), clock);
        List<BindableService> others = new ArrayList<>(desk.services(plan, limits, threads.timer(), metrics));
        others.add(peerService);
        ClientPort port = openClientPort(plan, limits, services.ofDefault(), others);
        desk.counting(port::connections);
        schedule(threads, control, new ServingStatus(health, port));
        showWallClock(metrics, clock);
        openHttpPort(plan, metrics, health, version);
    }

    private void openHttpPort(NodePlan plan, PrometheusMetrics metrics, NodeHealth health, String version)
            throws IOException {
        keep(new HttpPort(
                new InetSocketAddress(plan.self().bind(), plan.self().httpPort()),
                metrics::scrape,
                health,
                "{\"etcdserver\":\"" + EtcdApi.ETCD_VERSION + "\",\"quorate\":\"" + version + "\"}"));
    }

    private static void showWallClock(Metrics metrics, NodeClock clock) {
        metrics.gauge(
                "quorate_wall_clock_seconds",
                "This node's wall clock, in seconds since 1970: how far it is off shows beside the scraper's.",
                () -> clock.wallMillis() / 1e3);
    }

    private static PeerTuning tuning(NodeSettings settings) {
        return PeerTuning.standard().withSnapshotRate(settings.log().snapshotFetchRate());
    }

    private static PeerIdentity identity(NodePlan plan) {
        return new PeerIdentity(
                plan.cluster().name(),
                plan.cluster().clusterHash(),
                plan.node(),
                plan.cluster().nodes().stream().map(NodeConfig::id).collect(Collectors.toSet()));
    }

    /** What is done again and again, from now on. */
    private void schedule(NodeThreads threads, Control control, ServingStatus serving) {
        threads.control().scheduleWithFixedDelay(control, 0, CONTROL_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        opened.push(() -> stop(threads.control()));
        threads.timer().scheduleWithFixedDelay(serving, 0, HEALTH_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static long deadline(NodeClock clock, ApiLimits limits) {
        return clock.monotonicNanos() + limits.requestTimeout().toNanos();
    }

    /** Before what it works on is closed. */
    private static void stop(ScheduledExecutorService control) throws InterruptedException {
        control.shutdownNow();
        if (!control.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atWarn().log("a keyspace is still being opened or closed");
        }
    }

    private static ApiLimits apiLimits(NodeSettings settings) {
        ApiLimits standard = ApiLimits.etcdDefaults(settings.timing().electionTimeoutMax());
        return new ApiLimits(
                settings.limits().maxRequestBytes(),
                settings.limits().maxTxnOps(),
                standard.requestTimeout(),
                standard.maxRangeReads(),
                standard.maxHeldResponseBytes(),
                settings.reads().maxStaleness());
    }

    /** What the etcd services of all keyspaces have in common. */
    private record Apis(
            Membership membership, ApiLimits limits, NodeBudgets budgets, NodeClock clock, Metrics metrics) {
        EtcdApi of(KeyspaceRuntime runtime) {
            return new EtcdApi(runtime.keyspace(), runtime.operator(), membership, limits, budgets, clock, metrics);
        }
    }

    /** Other nodes, clients and scrapers find a keyspace while it is open. */
    private record FrontDoor(
            NodePlan plan, NodeRequests requests, KeyspaceServices services, Apis apis, LongSupplier epoch)
            implements NodeKeyspaces.Door {
        @Override
        public void open(KeyspaceSpec spec, KeyspaceRuntime runtime) {
            requests.host(runtime.group(), runtime.keyspace(), runtime::latestSnapshot);
            services.add(spec.name(), apis.of(runtime).services(receipts(spec.name())));
            NodeFigures.register(apis.metrics(), runtime.keyspace(), spec.name(), plan);
        }

        private ReceiptInterceptor receipts(String keyspace) {
            NodeConfig self = plan.self();
            return new ReceiptInterceptor(
                    keyspace,
                    new ReceiptInterceptor.Place(
                            self.id().value(), self.place().zone(), self.place().city()),
                    epoch);
        }

        @Override
        public void close(KeyspaceSpec spec) {
            services.remove(spec.name());
            requests.leave(spec.group());
            apis.metrics().removeGauges(NodeFigures.KEYSPACE, spec.name());
        }
    }

    private ClientPort openClientPort(
            NodePlan plan, ApiLimits limits, List<ServerServiceDefinition> services, List<BindableService> others)
            throws IOException {
        NodeConfig self = plan.self();
        NodeSettings.Limits bounds = plan.settings().limits();
        ClientPort.Options standard = ClientPort.Options.of(self.bind(), self.clientPort(), limits);
        ClientPort port = new ClientPort(
                new ClientPort.Options(
                        standard.host(),
                        standard.port(),
                        standard.eventLoops(),
                        standard.maxRequestBytes(),
                        bounds.maxConcurrentStreams(),
                        ConnectionBound.of(bounds.maxConnections())),
                services,
                others);
        port.start();
        opened.push(() -> port.stop(DRAIN));
        return port;
    }

    /** Keeps grpc.health.v1 true: says what the readiness check says. */
    private record ServingStatus(NodeHealth health, ClientPort port) implements Runnable {
        @Override
        public void run() {
            port.serving(health.readinessProblems().isEmpty());
        }
    }

    private static Map<NodeId, PeerAddress> clientAddresses(NodePlan plan) {
        Map<NodeId, PeerAddress> addresses = new LinkedHashMap<>();
        for (NodeConfig node : plan.cluster().nodes()) {
            addresses.put(node.id(), new PeerAddress(plan.peerHost(node), node.clientPort()));
        }
        return addresses;
    }

    /** Who votes is told of the default keyspace. */
    private static List<Member> members(NodePlan plan) {
        List<NodeId> learners = plan.cluster().defaultKeyspace().roles().learners();
        return plan.cluster().nodes().stream()
                .map(node -> new Member(
                        node.id(),
                        List.of("http://" + node.peerEndpoint()),
                        List.of("http://" + node.clientEndpoint()),
                        learners.contains(node.id())))
                .toList();
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part::close);
        return part;
    }

    /** Completes with the reason when the node cannot go on; never while all is well. */
    public CompletableFuture<Throwable> fault() {
        return fault;
    }

    /** Closes in the reverse order of opening; goes on past what fails to close. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a part of the node did not close cleanly");
            }
        }
    }
}
