package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says what is left of one keyspace under any condition. */
public final class GroupEvaluator {
    private final Topology topology;
    private final Group group;
    private final Geography geography;
    private final Electorate electorate;
    private final Losses losses;

    /** Voters and learners: who can answer from data. */
    private final int[] replicas;

    private final List<int[]> nodesByCity = new ArrayList<>();

    public GroupEvaluator(Topology topology, Group group) {
        this.topology = topology;
        this.group = group;
        this.geography = topology.geography();
        this.electorate = new Electorate(topology, group);
        this.losses = new Losses(topology, group);
        this.replicas = IntStream.concat(
                        IntStream.of(geography.numbers(group.roles().voters())),
                        IntStream.of(geography.numbers(group.roles().learners())))
                .toArray();
        geography
                .cities()
                .forEach(
                        city -> nodesByCity.add(geography.nodesIn(city).stream().toArray()));
    }

    /** What works, at what cost, what is lost, and how writes come back. */
    public Outlook evaluate(Condition condition) {
        int leader = electorate.leader(condition);
        Loss loss = losses.under(condition, electorate.expected());
        Cost commit = leader == Electorate.NOBODY ? null : commit(leader, condition);
        List<CityOutlook> cities = new ArrayList<>();
        for (int number = 0; number < nodesByCity.size(); number++) {
            cities.add(city(number, leader, commit, condition));
        }
        return new Outlook(
                leader == Electorate.NOBODY ? null : geography.node(leader),
                commit,
                cities,
                loss,
                recovery(leader, commit, condition),
                electorate.majority(condition));
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

    private CityOutlook city(int number, int leader, @Nullable Cost commit, Condition condition) {
        int[] nodes = nodesByCity.get(number);
        Cost toLeader = commit == null ? null : toLeader(nodes, leader, condition);
        boolean bounded = IntStream.of(replicas)
                .filter(replica -> contains(nodes, replica))
                .anyMatch(replica -> leader != Electorate.NOBODY && condition.exchange(leader, replica));
        boolean local = IntStream.of(replicas).filter(condition::isAlive).anyMatch(replica -> contains(nodes, replica));
        if (commit == null || toLeader == null) {
            return new CityOutlook(geography.cities().get(number), null, null, bounded, local);
        }
        return new CityOutlook(
                geography.cities().get(number),
                toLeader.plus(commit),
                group.leaderLease() ? toLeader : toLeader.plus(commit),
                bounded,
                local);
    }

    /** By the node of the city that is nearest to the leader and can ask it; null when none can. */
    private @Nullable Cost toLeader(int[] nodes, int leader, Condition condition) {
        if (contains(nodes, leader)) {
            return Cost.NOTHING;
        }
        OptionalLong nearest = IntStream.of(nodes)
                .filter(node -> condition.exchange(node, leader))
                .mapToLong(node -> topology.roundTrips().nanos(node, leader))
                .min();
        return nearest.isEmpty() ? null : Cost.ofRoundTrip(nearest.getAsLong());
    }

    private Recovery recovery(int leader, @Nullable Cost commit, Condition condition) {
        if (commit == null) {
            boolean lossesSuffice = electorate.leader(condition.withLinksMended()) == Electorate.NOBODY;
            return lossesSuffice ? Recovery.OPERATOR : Recovery.LINK;
        }
        if (leader == electorate.expected()) {
            return Recovery.UNTOUCHED;
        }
        Timing timing = topology.timing();
        var failover = timing.failover(commit.time());
        return Recovery.election(electorate.electsAtOnce(condition) ? failover : failover.plus(timing.stepDown()));
    }

    private static boolean contains(int[] nodes, int node) {
        return IntStream.of(nodes).anyMatch(each -> each == node);
    }
}
