package io.quorate.server.topology;

import java.util.stream.IntStream;

/**
 * Who can lead a group, and how soon. A leader is a voter, for witnesses and learners never lead; it exchanges messages
 * in both directions with a majority of voters and witnesses, itself included. Whoever should lead by the home rule
 * does, of those who can.
 */
final class Electorate {
    private final int[] ranked;
    private final int[] counting;
    private final int needed;

    Electorate(Topology topology, Group group) {
        Geography geography = topology.geography();
        int[] voters = geography.numbers(group.roles().voters());
        int[] witnesses = geography.numbers(group.roles().witnesses());
        this.ranked = new PlacementRule(geography, topology.roundTrips(), group.home()).ranked(voters);
        this.counting =
                IntStream.concat(IntStream.of(voters), IntStream.of(witnesses)).toArray();
        this.needed = group.roles().majority();
    }

    /** Who leads when nothing is broken. */
    int expected() {
        return ranked[0];
    }

    /** Who can lead, whoever should first. */
    int[] able(Condition condition) {
        return IntStream.of(ranked)
                .filter(voter -> connected(voter, condition) >= needed)
                .toArray();
    }

    /** Those that acknowledge a leader's writes, itself included. */
    IntStream supporters(int leader, Condition condition) {
        return IntStream.of(counting).filter(member -> condition.exchange(leader, member));
    }

    /**
     * Whether another leader can be elected although the expected one still believes in itself. Who hears a leader
     * neither stands nor votes for another, so a leader that is heard but does not hear enough has to step down first.
     */
    boolean electsAtOnce(Condition condition) {
        int former = expected();
        return IntStream.of(ranked)
                .filter(voter -> !condition.sends(former, voter))
                .anyMatch(voter -> supporters(voter, condition)
                                .filter(member -> !condition.sends(former, member))
                                .count()
                        >= needed);
    }

    Majority majority(Condition condition) {
        return new Majority(
                counting.length,
                needed,
                living(counting, condition),
                living(ranked, condition),
                IntStream.of(ranked)
                        .map(voter -> connected(voter, condition))
                        .max()
                        .orElse(0));
    }

    private int connected(int voter, Condition condition) {
        int connected = 0;
        for (int member : counting) {
            connected += condition.exchange(voter, member) ? 1 : 0;
        }
        return connected;
    }

    private static int living(int[] nodes, Condition condition) {
        return (int) IntStream.of(nodes).filter(condition::isAlive).count();
    }
}
