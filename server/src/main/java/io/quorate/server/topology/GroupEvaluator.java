package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says what is left of one keyspace under any condition. */
public final class GroupEvaluator {
    private static final int NOBODY = -1;

    private final Topology topology;
    private final Group group;
    private final Geography geography;
    private final Electorate electorate;
    private final Losses losses;

    private final List<City> cities = new ArrayList<>();

    /**
     * A city by numbers.
     *
     * @param nodes all of them
     * @param replicas of these the voters and learners, which can answer from data
     */
    private record City(String name, int[] nodes, int[] replicas) {}

    public GroupEvaluator(Topology topology, Group group) {
        this.topology = topology;
        this.group = group;
        this.geography = topology.geography();
        this.electorate = new Electorate(topology, group);
        this.losses = new Losses(topology, group);
        BitSet replicas = new BitSet();
        group.roles().voters().forEach(node -> replicas.set(geography.number(node)));
        group.roles().learners().forEach(node -> replicas.set(geography.number(node)));
        for (String name : geography.cities()) {
            int[] nodes = geography.nodesIn(name).stream().toArray();
            cities.add(new City(
                    name, nodes, IntStream.of(nodes).filter(replicas::get).toArray()));
        }
    }

    /** What works, at what cost, what is lost, and how writes come back. */
    public Outlook evaluate(Condition condition) {
        int[] able = electorate.able(condition);
        int leader = able.length == 0 ? NOBODY : able[0];
        Loss loss = losses.under(condition, electorate.expected());
        Cost commit = leader == NOBODY ? null : commit(leader, condition);
        return new Outlook(
                IntStream.of(able).mapToObj(geography::node).toList(),
                commit,
                cities.stream()
                        .map(city -> city(city, leader, commit, condition))
                        .toList(),
                loss,
                recovery(leader, commit, condition),
                leader == NOBODY ? electorate.majority(condition) : null);
    }

    /** The round trip to the member that completes the majority, itself being the first. */
    private Cost commit(int leader, Condition condition) {
        long[] roundTrips = electorate
                .supporters(leader, condition)
                .mapToLong(member -> topology.roundTrips().nanos(leader, member))
                .sorted()
                .toArray();
        int needed = group.roles().majority();
        return needed == 1 ? Cost.NOTHING : Cost.ofRoundTrip(roundTrips[needed - 1]);
    }

    private CityOutlook city(City city, int leader, @Nullable Cost commit, Condition condition) {
        boolean local = IntStream.of(city.replicas()).anyMatch(condition::isAlive);
        if (commit == null) {
            return new CityOutlook(city.name(), null, null, false, local);
        }
        boolean bounded = IntStream.of(city.replicas()).anyMatch(replica -> condition.exchange(leader, replica));
        Cost toLeader = toLeader(city.nodes(), leader, condition);
        if (toLeader == null) {
            return new CityOutlook(city.name(), null, null, bounded, local);
        }
        Cost write = toLeader.plus(commit);
        return new CityOutlook(city.name(), write, group.leaderLease() ? toLeader : write, bounded, local);
    }

    /** By the node of the city that is nearest to the leader and can ask it; null when none can. */
    private @Nullable Cost toLeader(int[] nodes, int leader, Condition condition) {
        long nearest = Long.MAX_VALUE;
        for (int node : nodes) {
            if (node == leader) {
                return Cost.NOTHING;
            }
            if (condition.exchange(node, leader)) {
                nearest = Math.min(nearest, topology.roundTrips().nanos(node, leader));
            }
        }
        return nearest == Long.MAX_VALUE ? null : Cost.ofRoundTrip(nearest);
    }

    private Recovery recovery(int leader, @Nullable Cost commit, Condition condition) {
        if (commit == null) {
            boolean lossesSuffice = electorate.able(condition.withLinksMended()).length == 0;
            return lossesSuffice ? Recovery.OPERATOR : Recovery.LINK;
        }
        if (leader == electorate.expected()) {
            return Recovery.UNTOUCHED;
        }
        Timing timing = topology.timing();
        var failover = timing.failover(commit.time());
        return Recovery.election(electorate.electsAtOnce(condition) ? failover : failover.plus(timing.stepDown()));
    }
}
