package io.quorate.server.topology;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who should lead a group: a voter at its home; else one in the home's zone, then city; then the nearest to the home,
 * by round trip; among equals the one that the topology names first.
 */
final class PlacementRule {
    private final Geography geography;
    private final RoundTrips roundTrips;
    private final BitSet home;

    PlacementRule(Topology topology, @Nullable String home) {
        this.geography = topology.geography();
        this.roundTrips = topology.roundTrips();
        this.home = home == null ? new BitSet() : geography.nodesIn(home);
    }

    /** The voters, whoever should lead first; without a home as the topology names them. */
    int[] ranked(int[] voters) {
        return IntStream.of(voters)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(this::distance).thenComparingLong(this::roundTrip))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int distance(int voter) {
        if (home.isEmpty() || home.get(voter)) {
            return 0;
        }
        Site site = geography.site(voter);
        boolean sameZone = home.stream()
                .mapToObj(geography::site)
                .anyMatch(each -> each.zone().equals(site.zone()));
        boolean sameCity = home.stream()
                .mapToObj(geography::site)
                .anyMatch(each -> each.city().equals(site.city()));
        return sameZone ? 1 : sameCity ? 2 : 3;
    }

    private long roundTrip(int voter) {
        return Arrays.stream(home.stream().toArray())
                .mapToLong(each -> roundTrips.nanos(voter, each))
                .min()
                .orElse(0);
    }
}
