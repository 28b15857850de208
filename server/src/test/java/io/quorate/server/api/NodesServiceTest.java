package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.quorate.proto.v1.DrainNodeRequest;
import io.quorate.proto.v1.Leadership;
import io.quorate.proto.v1.ListNodesRequest;
import io.quorate.proto.v1.Node;
import io.quorate.proto.v1.NodeReportRequest;
import io.quorate.proto.v1.NodeReportResponse;
import io.quorate.proto.v1.NodesGrpc;
import io.quorate.proto.v1.Replica;
import io.quorate.proto.v1.ShowTopologyRequest;
import io.quorate.proto.v1.TopologyGrpc;
import io.quorate.proto.v1.UndrainNodeRequest;
import io.quorate.server.admin.LocalKeyspaces;
import io.quorate.server.admin.NodeAdmin;
import io.quorate.server.admin.Prospects;
import io.quorate.server.admin.ReplicaReports;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.keyspaces.HomeKeeper;
import io.quorate.server.keyspaces.HomeRule;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceRoles;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.LagWatch;
import io.quorate.server.keyspaces.Leaderships;
import io.quorate.server.keyspaces.Location;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.ManualTimer;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Site;
import io.quorate.server.topology.Timing;
import io.quorate.server.topology.Topology;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes as the port tells of them: n1 and n2 in shanghai, n3 in hangzhou; n1 answers. */
class NodesServiceTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final GroupId GROUP = new GroupId(new UUID(1, 2));
    private static final KeyspaceSpec ORDERS = new KeyspaceSpec(
            "orders",
            GROUP,
            "cross-city",
            new KeyspaceRoles(List.of(N1, N2, N3), List.of()),
            "hangzhou",
            true,
            new KeyspaceGoals("zone", null, Duration.ofSeconds(3), null));
    private static final Instant SINCE = Instant.parse("2026-11-23T09:30:00Z");

    private final ManualTimer time = new ManualTimer();
    private final TreeMap<String, Instant> drained = new TreeMap<>();
    private List<PeerProgress> peers = List.of(new PeerProgress(N2, 1_000, 10), new PeerProgress(N3, 700, 4_000));
    private NodeId leader = N1;
    private boolean replacing;
    private final Group group = new Group();
    private final LagWatch lags = new LagWatch(() -> List.of(ORDERS), group, time);
    private final HomeRule rule = new HomeRule(
            List.of(
                    new Location(N1, "sh-a", "shanghai"),
                    new Location(N2, "sh-b", "shanghai"),
                    new Location(N3, "hz-a", "hangzhou")),
            (nodes, home) -> nodes,
            500);
    private final HomeKeeper homes = new HomeKeeper(
            () -> List.of(ORDERS),
            group,
            rule,
            () -> map().drainedNodes(),
            HomeKeeper.Pace.STANDARD,
            time,
            Metrics.none());
    private Server server;
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init") // made before each test
    NodesServiceTest() {}

    /** The one replica of this node. */
    private final class Group implements Leaderships, LocalKeyspaces {
        @Override
        public Optional<GroupStatus> status(GroupId id) {
            return Optional.of(new GroupStatus(
                    N1,
                    leader,
                    7,
                    1_000,
                    1_000,
                    new LogPosition(7, 1_000),
                    leader.equals(N1) ? LeaseState.VALID : LeaseState.FOLLOWER,
                    peers));
        }

        @Override
        public CompletableFuture<Void> move(GroupId id, NodeId to, long deadlineNanos) {
            throw new UnsupportedOperationException("nobody is fit");
        }

        @Override
        public Optional<KeyspaceRequests> find(GroupId id) {
            return Optional.of((KeyspaceRequests) Proxy.newProxyInstance(
                    KeyspaceRequests.class.getClassLoader(),
                    new Class<?>[] {KeyspaceRequests.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "status" -> status(id).orElseThrow();
                        case "revision" -> revision();
                        case "sizeBytes" -> 4_096L;
                        default -> throw new UnsupportedOperationException(method.getName());
                    }));
        }

        private long revision() {
            if (replacing) {
                throw new LocalState.Unavailable();
            }
            return 42;
        }
    }

    private KeyspaceMap map() {
        TreeMap<String, KeyspaceSpec> keyspaces = new TreeMap<>();
        keyspaces.put("orders", ORDERS);
        return new KeyspaceMap(9, true, keyspaces, new TreeMap<>(), drained);
    }

    private final class Admin implements NodeAdmin {
        @Override
        public CompletableFuture<KeyspaceMap> map(long deadlineNanos) {
            return CompletableFuture.completedFuture(NodesServiceTest.this.map());
        }

        @Override
        public Optional<KeyspaceMap> localMap() {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<Long> drain(NodeId node, boolean mark, long deadlineNanos) {
            if (mark) {
                drained.put(node.value(), SINCE);
            } else {
                drained.remove(node.value());
            }
            return CompletableFuture.completedFuture(9L);
        }
    }

    private static NodeDirectory.Entry entry(NodeId node, String city, String zone, int port) {
        return new NodeDirectory.Entry(
                node,
                city,
                zone,
                new NodeDirectory.Endpoints("127.0.0.1:" + port, "127.0.0.1:" + (port + 1), "127.0.0.1:" + (port + 2)));
    }

    @BeforeEach
    void open() throws IOException {
        Geography geography = new Geography(List.of(
                new Site(N1, "sh-a", "shanghai"), new Site(N2, "sh-b", "shanghai"), new Site(N3, "hz-a", "hangzhou")));
        Topology topology = new Topology(
                "c",
                geography,
                new RoundTrips(geography, List.of()),
                List.of(),
                new Timing(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500), 10_000),
                null);
        ReplicaReports reports = new ReplicaReports(
                () -> List.of(ORDERS),
                group,
                new ReplicaReports.Placement(rule, homes, lags),
                new Prospects(topology),
                Duration.ofSeconds(1));
        NodeDirectory directory = new NodeDirectory(
                "demo",
                N1,
                List.of(
                        entry(N1, "shanghai", "sh-a", 2379),
                        entry(N2, "shanghai", "sh-b", 2479),
                        entry(N3, "hangzhou", "hz-a", 2579)));
        NodesService nodes = new NodesService(
                new Admin(),
                directory,
                () -> new NodeFacts("0.1.0", 90_000, List.of("ill"), 4, new NodeFacts.Disk(100, 25)),
                reports::all,
                ApiFixture.LIMITS,
                time,
                Metrics.none());
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(nodes)
                .addService(new TopologyService(
                        new Admin(), map -> "epoch " + map.epoch(), ApiFixture.LIMITS, time, Metrics.none()))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private NodesGrpc.NodesBlockingStub nodes() {
        return NodesGrpc.newBlockingStub(channel);
    }

    private Replica replica() {
        NodeReportResponse report = nodes().report(NodeReportRequest.getDefaultInstance());
        assertThat(report.getReplicasCount()).isEqualTo(1);
        return report.getReplicas(0);
    }

    @Test
    void shouldListNodesAsTheMapOrAsThisNodeHasThem() {
        drained.put("n2", SINCE);

        var agreed =
                nodes().list(ListNodesRequest.newBuilder().setLinearizable(true).build());
        assertThat(agreed.getEpoch()).isEqualTo(9);
        assertThat(agreed.getNodesList()).extracting(Node::getName).containsExactly("n1", "n2", "n3");
        assertThat(agreed.getNodesList()).extracting(Node::getDrained).containsExactly(false, true, false);
        assertThat(agreed.getNodes(1).getDrainedSinceMillis()).isEqualTo(SINCE.toEpochMilli());
        assertThat(agreed.getNodes(2).getClientEndpoint()).isEqualTo("127.0.0.1:2579");

        var known = nodes().list(ListNodesRequest.getDefaultInstance());
        assertThat(known.getEpoch()).as("this node has no map yet").isZero();
        assertThat(known.getNodesCount()).isEqualTo(3);
    }

    @Test
    void shouldDrainAndUndrain() {
        var done = nodes().drain(DrainNodeRequest.newBuilder().setName("n3").build());
        assertThat(done.getNode().getDrained()).isTrue();
        assertThat(done.getNode().getCity()).isEqualTo("hangzhou");
        assertThat(done.getEpoch()).isEqualTo(9);

        var undone =
                nodes().undrain(UndrainNodeRequest.newBuilder().setName("n3").build());
        assertThat(undone.getNode().getDrained()).isFalse();
        assertThatThrownBy(() -> nodes().drain(
                                DrainNodeRequest.newBuilder().setName("n9").build()))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("n9");
    }

    @Test
    void shouldReportWhatTheLeaderKnows() {
        lags.run();
        time.advance(3_000);
        homes.run();

        NodeReportResponse report = nodes().report(NodeReportRequest.getDefaultInstance());
        assertThat(report.getNode().getName()).isEqualTo("n1");
        assertThat(report.getVersion()).isEqualTo("0.1.0");
        assertThat(report.getUpMillis()).isEqualTo(90_000);
        assertThat(report.getProblemsList()).containsExactly("ill");
        assertThat(report.getConnections()).isEqualTo(4);
        assertThat(report.getDisk().getFreeBytes()).isEqualTo(25);
        assertThat(report.getDisk().getStoreBytes()).isEqualTo(4_096);

        Replica replica = report.getReplicas(0);
        assertThat(replica.getLease()).isEqualTo(io.quorate.proto.v1.LeaseState.VALID);
        assertThat(replica.getKeyspace().getLeader()).isEqualTo("n1");
        assertThat(replica.getKeyspace().getGoals().getSurvive()).isEqualTo("zone");
        assertThat(replica.getKeyspace().getGoals().getRtoMicros()).isEqualTo(3_000_000);
        assertThat(replica.getKeyspace().getGoals().hasRpoMicros()).isFalse();
        Leadership leadership = replica.getLeadership();
        assertThat(leadership.getAtHome()).isFalse();
        assertThat(leadership.getWhyHere()).isEqualTo("n3 has not answered for 4.0 s");
        assertThat(leadership.getPeers(0).getReachable()).isTrue();
        assertThat(leadership.getPeers(1).getReachable()).isFalse();
        assertThat(leadership.getPeers(1).getLagEntries()).isEqualTo(300);
        assertThat(leadership.getPeers(1).getLagMillis()).isEqualTo(3_000);
    }

    /** With n3 away one more is too many, and the goal is not met any more. */
    @Test
    void shouldThinkOfTheNextFaultWithWhatIsAway() {
        assertThat(replica().getLeadership().getProspect().getNextFaultsList())
                .extracting(io.quorate.proto.v1.Fault::getText)
                .containsExactly("node n1", "node n2");
        assertThat(replica().getLeadership().getProspect().getUnsurvived().getText())
                .isEqualTo("node n1");

        peers = List.of(new PeerProgress(N2, 1_000, 10), new PeerProgress(N3, 1_000, 10));
        assertThat(replica().getLeadership().getProspect().getKnown()).isTrue();
        assertThat(replica().getLeadership().getProspect().getNextFaultsList())
                .extracting(io.quorate.proto.v1.Fault::getText)
                .containsExactly("city shanghai");
        assertThat(replica().getLeadership().getProspect().hasUnsurvived()).isFalse();

        peers = List.of(new PeerProgress(N2, 1_000, -1), new PeerProgress(N3, 1_000, 2_000));
        assertThat(replica().getLeadership().getProspect().getWritesStopped()).isTrue();
    }

    @Test
    void shouldTellLessWhenItFollowsOrItsStateIsReplaced() {
        leader = N2;
        replacing = true;

        assertThat(replica().hasLeadership()).isFalse();
        assertThat(replica().getKeyspace().getLeader()).isEqualTo("n2");
        assertThat(replica().getKeyspace().getRevision()).isZero();
        assertThat(replica().getLease()).isEqualTo(io.quorate.proto.v1.LeaseState.FOLLOWER);
    }

    @Test
    void shouldShowTheTopologyWithTheMapAsItIs() {
        var shown = TopologyGrpc.newBlockingStub(channel).show(ShowTopologyRequest.getDefaultInstance());

        assertThat(shown.getEpoch()).isEqualTo(9);
        assertThat(shown.getYaml()).isEqualTo("epoch 9");
    }
}
