package io.quorate.server;

import io.quorate.server.topology.Geography;
import io.quorate.server.topology.Site;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the links between nodes that an operator means who names nodes, zones or cities. */
final class LinkSelection {
    /** One direction between two nodes, by their numbers. */
    record Direction(int from, int to) {
        Direction back() {
            return new Direction(to, from);
        }
    }

    private final Geography geography;

    LinkSelection(Geography geography) {
        this.geography = geography;
    }

    /** Every direction of every two nodes. */
    List<Direction> all() {
        List<Direction> all = new ArrayList<>();
        int count = geography.sites().size();
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                if (from != to) {
                    all.add(new Direction(from, to));
                }
            }
        }
        return all;
    }

    /**
     * From nodes of one place to those of another, and back unless one way is meant. What both places hold, as a city
     * and its zone do, counts as the smaller one's.
     *
     * @throws IllegalArgumentException with what to tell the operator
     */
    List<Direction> between(String from, String to, boolean oneWay) {
        BitSet starts = nodesIn(from);
        BitSet ends = nodesIn(to);
        Set<Direction> found = new LinkedHashSet<>();
        for (Direction each : all()) {
            boolean withinBoth = starts.get(each.to()) && ends.get(each.from());
            if (starts.get(each.from()) && ends.get(each.to()) && !withinBoth) {
                found.add(each);
                if (!oneWay) {
                    found.add(each.back());
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no link between '" + from + "' and '" + to
                    + "': name two places that have no node in common");
        }
        return List.copyOf(found);
    }

    /**
     * All links of a place's nodes to other nodes, both ways.
     *
     * @throws IllegalArgumentException with what to tell the operator
     */
    List<Direction> around(String place) {
        BitSet inside = nodesIn(place);
        List<Direction> found = all().stream()
                .filter(each -> inside.get(each.from()) != inside.get(each.to()))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("every node is in '" + place + "': there is nothing around it");
        }
        return found;
    }

    private BitSet nodesIn(String place) {
        Set<String> known = new LinkedHashSet<>(geography.cities());
        known.addAll(geography.zones());
        geography.sites().stream().map(Site::node).forEach(node -> known.add(node.value()));
        if (!known.contains(place)) {
            throw new IllegalArgumentException(
                    "there is no node, zone or city '" + place + "'; known are " + String.join(", ", known));
        }
        return geography.nodesIn(place);
    }
}
