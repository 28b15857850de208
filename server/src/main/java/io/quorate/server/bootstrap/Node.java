package io.quorate.server.bootstrap;

import io.grpc.BindableService;
import io.quorate.server.admin.Inspections;
import io.quorate.server.api.ApiLimits;
import io.quorate.server.api.ClientPort;
import io.quorate.server.api.ClusterIdentity;
import io.quorate.server.api.EtcdApi;
import io.quorate.server.api.Member;
import io.quorate.server.api.Membership;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.observability.HttpPort;
import io.quorate.server.observability.PrometheusMetrics;
import io.quorate.server.peer.PeerAddress;
import io.quorate.server.peer.PeerClients;
import io.quorate.server.peer.PeerIdentity;
import io.quorate.server.peer.PeerService;
import io.quorate.server.peer.PeerTuning;
import io.quorate.server.request.NodeRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole node. Opened once, closed once; it ends by itself when its replica cannot go on. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration HEALTH_PERIOD = Duration.ofMillis(500);

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
        PeerIdentity identity = new PeerIdentity(
                plan.cluster().name(),
                plan.cluster().clusterHash(),
                plan.node(),
                plan.cluster().nodes().stream().map(NodeConfig::id).collect(Collectors.toSet()));
        PeerTuning tuning =
                PeerTuning.standard().withSnapshotRate(settings.log().snapshotFetchRate());
        PeerClients peers = keep(new PeerClients(identity, clientAddresses(plan), tuning, metrics));
        KeyspaceRuntime runtime = keep(KeyspaceRuntime.open(
                plan,
                KeyspaceConfig.DEFAULT,
                new KeyspaceRuntime.Shared(
                        peers, threads, new Inspections(threads.inspection()), clock, metrics, fault::complete)));
        fault.thenRun(runtime.keyspace()::giveUp);
        NodeRequests requests = new NodeRequests();
        requests.host(runtime.group(), runtime.keyspace(), runtime::latestSnapshot);
        PeerService peerService = keep(new PeerService(identity, requests, metrics));
        ApiLimits limits = apiLimits(settings);
        EtcdApi api = new EtcdApi(
                runtime.keyspace(),
                runtime.operator(),
                new Membership(ClusterIdentity.of(plan.cluster().name(), plan.node()), () -> members(plan)),
                limits,
                threads.rangeReads(),
                clock,
                metrics);
        NodeHealth health = new NodeHealth(runtime.keyspace(), fault);
        ClientPort port = openClientPort(plan, limits, api, peerService);
        threads.timer()
                .scheduleWithFixedDelay(
                        new ServingStatus(health, port), 0, HEALTH_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        metrics.gauge(
                "quorate_wall_clock_seconds",
                "This node's wall clock, in seconds since 1970: how far it is off shows beside the scraper's.",
                () -> clock.wallMillis() / 1e3);
        NodeFigures.register(metrics, runtime.keyspace(), KeyspaceConfig.DEFAULT, plan);
        keep(new HttpPort(
                new InetSocketAddress(plan.self().bind(), plan.self().httpPort()),
                metrics::scrape,
                health,
                "{\"etcdserver\":\"" + EtcdApi.ETCD_VERSION + "\",\"quorate\":\"" + version + "\"}"));
    }

    private static ApiLimits apiLimits(NodeSettings settings) {
        ApiLimits standard = ApiLimits.etcdDefaults(settings.timing().electionTimeoutMax());
        return new ApiLimits(
                settings.limits().maxRequestBytes(),
                settings.limits().maxTxnOps(),
                standard.requestTimeout(),
                standard.maxRangeReads(),
                standard.maxHeldResponseBytes());
    }

    private ClientPort openClientPort(NodePlan plan, ApiLimits limits, EtcdApi api, BindableService peerService)
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
                api.services(),
                List.of(peerService));
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
            addresses.put(node.id(), new PeerAddress(node.host(), node.clientPort()));
        }
        return addresses;
    }

    private static List<Member> members(NodePlan plan) {
        return plan.cluster().nodes().stream()
                .map(node -> new Member(
                        node.id(),
                        List.of("http://" + node.peerEndpoint()),
                        List.of("http://" + node.clientEndpoint()),
                        false))
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
