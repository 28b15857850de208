package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import io.quorate.server.topology.FaultCase.Kind;
import java.util.ArrayList;
import java.util.List;

/** All single faults of a topology, exhaustively, the smaller before the greater. */
public final class FaultCases {
    /** More are not tried: some eighty zones. */
    public static final int MAX = 10_000;

    private final Geography geography;
    private final List<FaultCase> cases = new ArrayList<>();

    private FaultCases(Geography geography) {
        this.geography = geography;
    }

    /** How many there are. */
    public static long count(Geography geography) {
        return geography.sites().size()
                + (long) geography.zones().size()
                + geography.cities().size()
                + links(geography.zones().size())
                + links(geography.cities().size());
    }

    /** Each pair both ways, and in each direction. */
    private static long links(long ends) {
        return ends * (ends - 1) / 2 * 3;
    }

    /** As a group sees them: a node that is its witness is called so. */
    static List<FaultCase> singles(Geography geography, Group group) {
        FaultCases all = new FaultCases(geography);
        for (Site site : geography.sites()) {
            NodeId node = site.node();
            all.loss(group.roles().witnesses().contains(node) ? Kind.WITNESS : Kind.NODE, Extent.NODE, node.value());
        }
        geography.zones().forEach(zone -> all.loss(Kind.ZONE, Extent.ZONE, zone));
        all.links(Extent.ZONE, geography.zones());
        geography.cities().forEach(city -> all.loss(Kind.CITY, Extent.CITY, city));
        all.links(Extent.CITY, geography.cities());
        return all.cases;
    }

    private void loss(Kind kind, Extent extent, String place) {
        cases.add(new FaultCase(
                kind, extent, List.of(place), Condition.healthy(geography).losing(place)));
    }

    private void links(Extent extent, List<String> places) {
        for (int i = 0; i < places.size(); i++) {
            for (int j = i + 1; j < places.size(); j++) {
                String one = places.get(i);
                String other = places.get(j);
                Condition healthy = Condition.healthy(geography);
                Condition forth = healthy.cutting(one, other);
                Condition back = healthy.cutting(other, one);
                cases.add(new FaultCase(Kind.LINK, extent, List.of(one, other), forth.and(back)));
                cases.add(new FaultCase(Kind.ONE_WAY_LINK, extent, List.of(one, other), forth));
                cases.add(new FaultCase(Kind.ONE_WAY_LINK, extent, List.of(other, one), back));
            }
        }
    }
}
