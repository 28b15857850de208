package io.quorate.jepsen.nemesis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a fault needs for itself, and what it costs.
 *
 * @param hit nodes that the record names
 * @param resources of which nobody else may have one at the same time
 * @param impaired nodes that may be down, cut off or too slow; every link it damages ends at one of them
 * @param roving it impairs one more node at a time, now this and now that
 */
record Claim(Set<Integer> hit, Set<String> resources, Set<Integer> impaired, boolean roving) {
    private static final String EVERYTHING = "everything";

    Claim {
        hit = Set.copyOf(hit);
        resources = Set.copyOf(resources);
        impaired = Set.copyOf(impaired);
    }

    /** Nothing is taken and nothing is impaired. */
    static Claim of(Set<Integer> hit) {
        return new Claim(hit, Set.of(), Set.of(), false);
    }

    /** Process and disk of the nodes are the fault's. */
    Claim holding(Set<Integer> nodes) {
        return with("node", nodes);
    }

    /** Something of each node, by name, is the fault's. */
    Claim with(String what, Set<Integer> nodes) {
        Set<String> more = new LinkedHashSet<>(resources);
        nodes.forEach(node -> more.add(what + node));
        return new Claim(hit, more, impaired, roving);
    }

    Claim impairing(Set<Integer> nodes) {
        return new Claim(hit, resources, nodes, roving);
    }

    /** It is done alone. */
    Claim exclusively() {
        return with(EVERYTHING, Set.of(0));
    }

    boolean alone() {
        return resources.contains(EVERYTHING + 0);
    }

    Claim rovingImpairment() {
        return new Claim(hit, resources, impaired, true);
    }

    boolean holds(int node) {
        return resources.contains("node" + node);
    }

    List<Integer> hitInOrder() {
        return List.copyOf(new TreeSet<>(hit));
    }
}
