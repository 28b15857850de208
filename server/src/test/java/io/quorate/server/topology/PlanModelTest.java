package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeId;
import io.quorate.server.topology.BruteForce.Cut;
import io.quorate.server.topology.BruteForce.Spot;
import io.quorate.server.topology.BruteForce.World;
import io.quorate.server.topology.CityOutlook.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random topologies of up to seven nodes under random faults: the evaluator must say what {@link BruteForce} says.
 * {@code -Dplan.seed=S} repeats a run, {@code -Dplan.topologies=N} tries more.
 */
class PlanModelTest {
    private static final int TOPOLOGIES = Integer.getInteger("plan.topologies", 200);
    private static final int FAULTS = 40;
    private static final List<Extent> EXTENTS = List.of(Extent.values());
    private static final List<String> ROLES = List.of("voter", "voter", "voter", "witness", "learner", "none");

    private final long seed = Long.getLong("plan.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void shouldAgreeWithTryingEverything() {
        for (int number = 0; number < TOPOLOGIES; number++) {
            World world = world();
            Topology topology = topology(world);
            Group group = topology.groups().get(0);
            GroupEvaluator evaluator = new GroupEvaluator(topology, group);
            for (int fault = 0; fault < FAULTS; fault++) {
                Set<String> lost = lost(world);
                List<Cut> cuts = cuts(world);
                Condition condition = Condition.healthy(topology.geography());
                for (String place : lost) {
                    condition = condition.losing(place);
                }
                for (Cut cut : cuts) {
                    condition = condition.cutting(cut.from(), cut.to());
                }
                compare(
                        "seed %d, topology %d: %s, lost %s, cut %s".formatted(seed, number, world, lost, cuts),
                        new BruteForce(world, lost, cuts),
                        evaluator.evaluate(condition),
                        topology.timing());
            }
            Extent extent = EXTENTS.get(number % EXTENTS.size());
            compareSurvival("seed %d, topology %d: %s".formatted(seed, number, world), world, topology, extent);
        }

        assertThat(seen.keySet())
                .as("seed %d: every kind of end was met", seed)
                .contains("untouched", "election", "late election", "link", "operator")
                .contains("nothing lost", "tail", "lag", "no data");
    }

    private void compare(String about, BruteForce expected, Outlook actual, Timing timing) {
        String leader = expected.leader();
        assertThat(actual.leader() == null ? null : actual.leader().value())
                .as(about)
                .isEqualTo(leader);
        assertThat(actual.mayLead())
                .as(about)
                .extracting(NodeId::value)
                .containsExactlyInAnyOrderElementsOf(expected.able());
        List<BruteForce.City> cities = new ArrayList<>();
        for (CityOutlook city : actual.cities()) {
            assertThat(city.offers(Service.WRITE)).as(about).isEqualTo(city.write() != null);
            cities.add(new BruteForce.City(
                    city.city(), millis(city.write()), millis(city.linearizable()), city.bounded(), city.local()));
        }
        assertThat(cities)
                .as(about)
                .usingRecursiveComparison()
                .withEqualsForType(PlanModelTest::same, Double.class)
                .isEqualTo(expected.cities());

        String survivors = expected.survivors();
        Loss.Kind loss = actual.loss().kind();
        assertThat(loss)
                .as(about)
                .isEqualTo(
                        switch (survivors) {
                            case "nothing lost" -> Loss.Kind.NONE;
                            case "tail" -> Loss.Kind.UNREPLICATED_TAIL;
                            case "lag" -> Loss.Kind.LEARNER_LAG;
                            default -> Loss.Kind.EVERYTHING;
                        });
        String recovery = expected.recovery();
        assertThat(actual.recovery())
                .as(about)
                .isEqualTo(
                        switch (recovery) {
                            case "untouched" -> Recovery.UNTOUCHED;
                            case "link" -> Recovery.LINK;
                            case "operator" -> Recovery.OPERATOR;
                            default -> {
                                Duration estimate = timing.failover(
                                        actual.commit() == null
                                                ? Duration.ZERO
                                                : actual.commit().time());
                                yield Recovery.election(
                                        recovery.equals("election") ? estimate : estimate.plus(timing.stepDown()));
                            }
                        });
        if (leader != null) {
            assertThat(same(millis(actual.commit()), expected.commit(leader)))
                    .as(about)
                    .isTrue();
        }
        seen.merge(survivors, 1, Integer::sum);
        seen.merge(recovery, 1, Integer::sum);
    }

    /** The goal, too: every single loss up to an extent leaves a leader. */
    private static void compareSurvival(String about, World world, Topology topology, Extent extent) {
        Set<String> places = new LinkedHashSet<>();
        world.spots().forEach(spot -> {
            places.add(spot.node());
            if (extent != Extent.NODE) {
                places.add(spot.zone());
            }
            if (extent == Extent.CITY) {
                places.add(spot.city());
            }
        });
        boolean survives =
                places.stream().allMatch(place -> new BruteForce(world, Set.of(place), List.of()).leader() != null);
        Group group = group(world, new Group.Goals(extent, null, null, null));
        List<GoalVerdict> goals =
                Plan.of(topology, List.of(group)).keyspaces().get(0).goals();
        assertThat(goals).as(about).singleElement().extracting(GoalVerdict::met).isEqualTo(survives);
    }

    private World world() {
        int cities = 1 + random.nextInt(3);
        int zones = cities + random.nextInt(3);
        int nodes = 1 + random.nextInt(7);
        List<Spot> spots = new ArrayList<>();
        Map<String, String> role = new LinkedHashMap<>();
        List<String> voters = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            int zone = random.nextInt(zones);
            String name = "n" + node;
            spots.add(new Spot(name, "z" + zone, "c" + zone % cities));
            role.put(name, node == 0 ? "voter" : ROLES.get(random.nextInt(ROLES.size())));
            if ("voter".equals(role.get(name))) {
                voters.add(random.nextInt(voters.size() + 1), name);
            }
        }
        Map<String, Integer> rtt = new LinkedHashMap<>();
        List<String> places = places(spots);
        for (int link = random.nextInt(12); link > 0; link--) {
            String one = places.get(random.nextInt(places.size()));
            String other = places.get(random.nextInt(places.size()));
            if (!one.equals(other) && !rtt.containsKey(other + " " + one)) {
                rtt.put(one + " " + other, random.nextInt(40));
            }
        }
        return new World(List.copyOf(spots), role, List.copyOf(voters), home(spots), random.nextBoolean(), rtt);
    }

    private @Nullable String home(List<Spot> spots) {
        Spot spot = spots.get(random.nextInt(spots.size()));
        return switch (random.nextInt(4)) {
            case 0 -> spot.node();
            case 1 -> spot.zone();
            case 2 -> spot.city();
            default -> null;
        };
    }

    /** Zones and cities with a node. */
    private static List<String> places(List<Spot> spots) {
        Set<String> places = new LinkedHashSet<>();
        spots.forEach(spot -> places.addAll(List.of(spot.zone(), spot.city())));
        return List.copyOf(places);
    }

    private Set<String> lost(World world) {
        Set<String> lost = new LinkedHashSet<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            Spot spot = world.spots().get(random.nextInt(world.spots().size()));
            lost.add(
                    switch (random.nextInt(6)) {
                        case 0 -> spot.zone();
                        case 1 -> spot.city();
                        default -> spot.node();
                    });
        }
        return lost;
    }

    private List<Cut> cuts(World world) {
        List<String> places = places(world.spots());
        List<Cut> cuts = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            String from = places.get(random.nextInt(places.size()));
            String to = places.get(random.nextInt(places.size()));
            cuts.add(new Cut(from, to));
            if (random.nextBoolean()) {
                cuts.add(new Cut(to, from));
            }
        }
        return cuts;
    }

    private static Topology topology(World world) {
        Geography geography = new Geography(world.spots().stream()
                .map(spot -> new Site(new NodeId(spot.node()), spot.zone(), spot.city()))
                .toList());
        List<Link> links = new ArrayList<>();
        world.rtt().forEach((ends, millis) -> {
            String[] pair = ends.split(" ", -1);
            links.add(new Link(pair[0], pair[1], Duration.ofMillis(millis)));
        });
        return new Topology(
                "random",
                geography,
                new RoundTrips(geography, links),
                List.of(group(world, Group.Goals.NONE)),
                Sketch.TIMING,
                null);
    }

    private static Group group(World world, Group.Goals goals) {
        return new Group(
                "k",
                "random",
                new Group.Roles(
                        world.voters().stream().map(NodeId::new).toList(), of(world, "witness"), of(world, "learner")),
                world.home(),
                world.lease(),
                goals);
    }

    private static List<NodeId> of(World world, String role) {
        return world.spots().stream()
                .map(Spot::node)
                .filter(node -> role.equals(world.role().get(node)))
                .map(NodeId::new)
                .toList();
    }

    private static double millis(@Nullable Cost cost) {
        return cost == null ? -1 : cost.time().toNanos() / 1e6;
    }

    private static boolean same(double one, double other) {
        return Math.abs(one - other) < 1e-6;
    }
}
