package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what is left of a keyspace by trying every set of nodes for a majority and every node for a leader. Written from
 * the definition, with names and sets, and without a line of the evaluator's code: the two have to agree.
 */
final class BruteForce {
    /** A place in words. */
    record Spot(String node, String zone, String city) {
        boolean isIn(String place) {
            return node.equals(place) || zone.equals(place) || city.equals(place);
        }
    }

    /** A way on which nothing arrives. */
    record Cut(String from, String to) {}

    /**
     * The question.
     *
     * @param role voter, witness or learner by node; others have none
     * @param voters in the order that breaks ties
     * @param rtt milliseconds by "place place", either order
     */
    record World(
            List<Spot> spots,
            Map<String, String> role,
            List<String> voters,
            @Nullable String home,
            boolean lease,
            Map<String, Integer> rtt) {}

    /**
     * The answer for one city; milliseconds, negative when it does not work.
     *
     * @param bounded whether such reads work
     * @param local likewise
     */
    record City(String name, double write, double linearizable, boolean bounded, boolean local) {}

    private final World world;
    private final Set<String> lost;
    private final List<Cut> cuts;

    BruteForce(World world, Set<String> lost, List<Cut> cuts) {
        this.world = world;
        this.lost = lost;
        this.cuts = cuts;
    }

    @Nullable
    String leader() {
        return best(able());
    }

    /** Who can lead, in no order. */
    List<String> able() {
        return world.voters().stream()
                .filter(voter -> majorities().stream().anyMatch(set -> agrees(voter, set)))
                .toList();
    }

    /** Who leads when nothing is broken. */
    String expected() {
        return String.valueOf(best(world.voters()));
    }

    double commit(String leader) {
        double best = Double.POSITIVE_INFINITY;
        for (Set<String> set : majorities()) {
            if (agrees(leader, set)) {
                double slowest = set.stream()
                        .mapToDouble(each -> rtt(leader, each))
                        .max()
                        .orElse(0);
                best = Math.min(best, slowest);
            }
        }
        return best;
    }

    List<City> cities() {
        String leader = leader();
        List<City> cities = new ArrayList<>();
        for (String city : world.spots().stream().map(Spot::city).distinct().toList()) {
            double toLeader = -1;
            boolean bounded = false;
            boolean local = false;
            for (Spot spot : world.spots()) {
                if (!spot.city().equals(city) || !alive(spot.node())) {
                    continue;
                }
                boolean data = Set.of("voter", "learner").contains(world.role().getOrDefault(spot.node(), ""));
                local |= data;
                if (leader != null && bothWays(spot.node(), leader)) {
                    bounded |= data;
                    double here = rtt(spot.node(), leader);
                    toLeader = toLeader < 0 ? here : Math.min(toLeader, here);
                }
            }
            double commit = leader == null ? -1 : commit(leader);
            boolean works = toLeader >= 0;
            cities.add(new City(
                    city,
                    works ? toLeader + commit : -1,
                    works ? toLeader + (world.lease() ? 0 : commit) : -1,
                    bounded,
                    local));
        }
        return cities;
    }

    /** What survives: nothing lost, tail, lag, or no data at all. */
    String survivors() {
        boolean voter = world.voters().stream().anyMatch(this::alive);
        boolean learner = world.spots().stream()
                .anyMatch(spot -> "learner".equals(world.role().get(spot.node())) && alive(spot.node()));
        if (!voter) {
            return learner ? "lag" : "no data";
        }
        boolean gone = majorities().stream()
                .filter(set -> set.stream().anyMatch(world.voters()::contains))
                .anyMatch(set -> set.stream().noneMatch(this::alive));
        return gone ? "tail" : "nothing lost";
    }

    /** untouched, election, late election, link or operator. */
    String recovery() {
        String leader = leader();
        if (leader == null) {
            return new BruteForce(world, lost, List.of()).leader() == null ? "operator" : "link";
        }
        if (leader.equals(expected())) {
            return "untouched";
        }
        boolean atOnce = majorities().stream()
                .filter(set -> set.stream().noneMatch(each -> arrives(expected(), each)))
                .anyMatch(set -> world.voters().stream().anyMatch(voter -> agrees(voter, set)));
        return atOnce ? "election" : "late election";
    }

    /** Whether a set acknowledges what that node, one of them, proposes. */
    private boolean agrees(String leader, Set<String> set) {
        return set.contains(leader) && set.stream().allMatch(each -> bothWays(leader, each));
    }

    private List<Set<String>> majorities() {
        List<String> counting = world.spots().stream()
                .map(Spot::node)
                .filter(node -> Set.of("voter", "witness").contains(world.role().getOrDefault(node, "")))
                .toList();
        List<Set<String>> majorities = new ArrayList<>();
        for (int bits = 0; bits < 1 << counting.size(); bits++) {
            Map<String, Boolean> set = new LinkedHashMap<>();
            for (int i = 0; i < counting.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    set.put(counting.get(i), true);
                }
            }
            if (set.size() * 2 > counting.size()) {
                majorities.add(set.keySet());
            }
        }
        return majorities;
    }

    private @Nullable String best(List<String> able) {
        // A stable sort: the order of the voters breaks ties.
        return able.stream()
                .sorted(Comparator.comparingInt(this::farness).thenComparingDouble(this::toHome))
                .findFirst()
                .orElse(null);
    }

    private int farness(String node) {
        String home = world.home();
        if (home == null || spot(node).isIn(home)) {
            return 0;
        }
        int farness = 3;
        for (Spot there : world.spots()) {
            if (there.isIn(home)) {
                farness = Math.min(farness, there.zone().equals(spot(node).zone()) ? 1 : 3);
                farness = Math.min(farness, there.city().equals(spot(node).city()) ? 2 : 3);
            }
        }
        return farness;
    }

    private double toHome(String node) {
        String home = world.home();
        return home == null
                ? 0
                : world.spots().stream()
                        .filter(there -> there.isIn(home))
                        .mapToDouble(there -> rtt(node, there.node()))
                        .min()
                        .orElseThrow();
    }

    private double rtt(String one, String other) {
        Spot a = spot(one);
        Spot b = spot(other);
        if (one.equals(other)) {
            return 0;
        }
        if (a.zone().equals(b.zone())) {
            return 0.2;
        }
        if (stated(a.zone(), b.zone()) >= 0) {
            return stated(a.zone(), b.zone());
        }
        int mixed = Math.max(stated(a.zone(), b.city()), stated(a.city(), b.zone()));
        if (mixed >= 0) {
            return mixed;
        }
        if (a.city().equals(b.city())) {
            return 1;
        }
        return stated(a.city(), b.city()) >= 0 ? stated(a.city(), b.city()) : 30;
    }

    private int stated(String one, String other) {
        int forth = world.rtt().getOrDefault(one + " " + other, -1);
        return forth >= 0 ? forth : world.rtt().getOrDefault(other + " " + one, -1);
    }

    private Spot spot(String node) {
        return world.spots().stream()
                .filter(spot -> spot.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private boolean alive(String node) {
        return lost.stream().noneMatch(spot(node)::isIn);
    }

    private boolean bothWays(String one, String other) {
        return arrives(one, other) && arrives(other, one);
    }

    private boolean arrives(String from, String to) {
        return alive(from)
                && alive(to)
                && (spot(from).zone().equals(spot(to).zone())
                        || cuts.stream().noneMatch(cut -> spot(from).isIn(cut.from()) && spot(to).isIn(cut.to())));
    }
}
