package io.quorate.server.keyspaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.PlacementRule;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule of homes and drained nodes, held against its promises in random situations. */
class HomeRuleModelTest {
    private static final int TRIES = 20_000;
    private static final long SILENCE = 500;
    private static final List<LeaseState> LEASES = List.of(LeaseState.values());
    private static final long LAST = 1_000;

    private final long seed = Long.getLong("quorate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** One situation, as its leader sees it. */
    private record Scene(HomeRule rule, KeyspaceSpec spec, GroupStatus status, Set<NodeId> drained, Set<NodeId> slow) {
        List<NodeId> fit() {
            return status.peers().stream()
                    .filter(peer -> spec.voters().contains(peer.node()))
                    .filter(peer -> peer.silentMillis() >= 0 && peer.silentMillis() <= SILENCE)
                    .filter(peer -> LAST - peer.matchIndex() <= 100 && peer.matchIndex() >= 0)
                    .map(PeerProgress::node)
                    .filter(node -> !slow.contains(node))
                    .toList();
        }

        List<NodeId> undrained(List<NodeId> nodes) {
            return nodes.stream().filter(node -> !drained.contains(node)).toList();
        }

        List<NodeId> home(List<NodeId> nodes) {
            return nodes.stream().filter(node -> rule.isHome(spec, node)).toList();
        }

        Optional<NodeId> successor() {
            return rule.successor(spec, status, drained, node -> !slow.contains(node));
        }
    }

    @Test
    void shouldKeepItsPromises() {
        for (int i = 0; i < TRIES; i++) {
            Scene scene = scene();
            check(scene, "seed " + seed + ", try " + i + ": " + scene);
        }
    }

    private static void check(Scene scene, String what) {
        NodeId self = scene.status().self();
        boolean leaving = scene.drained().contains(self);
        boolean atHome = scene.rule().isHome(scene.spec(), self);
        List<NodeId> able = scene.undrained(scene.fit());
        Optional<NodeId> successor = scene.successor();

        successor.ifPresent(node -> assertThat(able).as(what).contains(node));
        if (!scene.status().leadsAndServes() || (atHome && !leaving)) {
            assertThat(successor).as(what).isEmpty();
        } else if (!scene.home(able).isEmpty()) {
            assertThat(scene.home(able)).as(what).contains(successor.orElseThrow());
        } else if (leaving && !able.isEmpty()) {
            assertThat(successor).as(what + " to the nearest").isPresent();
            assertThat(scene.rule()
                            .nearness()
                            .ranked(scene.spec().voters(), scene.spec().home()))
                    .as(what)
                    .filteredOn(able::contains)
                    .startsWith(successor.orElseThrow());
        } else {
            assertThat(successor).as(what).isEmpty();
        }
        if (scene.status().leadsAndServes() && successor.isEmpty()) {
            assertThat(scene.rule()
                            .whyHere(
                                    scene.spec(),
                                    scene.status(),
                                    scene.drained(),
                                    node -> scene.slow().contains(node) ? Optional.of("is slow") : Optional.empty())
                            .isPresent())
                    .as(what + ": what stays where it should not says why, and nothing else does")
                    .isEqualTo(leaving || !atHome);
        }
    }

    private Scene scene() {
        int size = 1 + random.nextInt(6);
        List<Site> sites = new ArrayList<>();
        List<PeerProgress> peers = new ArrayList<>();
        List<NodeId> voters = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            NodeId node = new NodeId("n" + i);
            int zone = random.nextInt(4);
            sites.add(new Site(node, "z" + zone, "c" + zone / 2));
            if (i > 0) {
                peers.add(new PeerProgress(node, LAST - random.nextInt(150), random.nextInt(700) - 50));
            }
            if (i == 0 || random.nextInt(4) > 0) {
                voters.add(node);
            }
        }
        Geography geography = new Geography(sites);
        RoundTrips roundTrips = new RoundTrips(geography, List.of());
        HomeRule rule = new HomeRule(
                sites.stream()
                        .map(site -> new Location(site.node(), site.zone(), site.city()))
                        .toList(),
                (nodes, home) -> new PlacementRule(geography, roundTrips, home).ranked(nodes),
                SILENCE);
        LeaseState lease = random.nextInt(5) > 0 ? LeaseState.VALID : LEASES.get(random.nextInt(LEASES.size()));
        NodeId self = new NodeId("n0");
        KeyspaceSpec spec = new KeyspaceSpec("k", new GroupId(new UUID(1, 2)), "cross-city", voters, home(sites), true);
        GroupStatus status = new GroupStatus(self, self, 3, LAST, LAST, new LogPosition(3, LAST), lease, peers);
        return new Scene(rule, spec, status, some(sites), some(sites));
    }

    private @Nullable String home(List<Site> sites) {
        Site site = sites.get(random.nextInt(sites.size()));
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> site.node().value();
            case 2 -> site.zone();
            default -> site.city();
        };
    }

    private Set<NodeId> some(List<Site> sites) {
        int oneIn = 2 + random.nextInt(4);
        return new HashSet<>(sites)
                .stream()
                        .filter(site -> random.nextInt(oneIn) == 0)
                        .map(Site::node)
                        .collect(Collectors.toSet());
    }
}
