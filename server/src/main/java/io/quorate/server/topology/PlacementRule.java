package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who should lead a group: a voter at its home; else one in the home's zone, then city; then the nearest to the home,
 * by round trip; among equals the one that the topology names first.
 */
public final class PlacementRule {
    private final Geography geography;
    private final RoundTrips roundTrips;
    private final BitSet home;

    /** @param home city, zone or node; null when anywhere will do */
    public PlacementRule(Geography geography, RoundTrips roundTrips, @Nullable String home) {
        this.geography = geography;
        this.roundTrips = roundTrips;
        this.home = home == null ? new BitSet() : geography.nodesIn(home);
    }

    /** The nodes, whoever should lead first; without a home as they come. */
    public List<NodeId> ranked(List<NodeId> nodes) {
        return Arrays.stream(ranked(geography.numbers(nodes)))
                .mapToObj(geography::node)
                .toList();
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
