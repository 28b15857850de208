package io.quorate.jepsen.nemesis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the faults that are under way have taken. It keeps two rules: nothing is taken twice, and with {@code safe} the
 * nodes that nobody impairs are a majority, all links among them whole. Of the nemesis' thread.
 */
final class Ledger {
    private final int nodes;
    private final boolean safe;
    private final Map<Object, Claim> claims = new LinkedHashMap<>();

    Ledger(int nodes, boolean safe) {
        this.nodes = nodes;
        this.safe = safe;
    }

    /** Why the claim cannot be met now, given also what others wait for; empty when it can. */
    Optional<String> refusal(Claim claim, List<Claim> waiting) {
        List<Claim> others = new ArrayList<>(claims.values());
        others.addAll(waiting);
        if (!others.isEmpty() && claim.alone()) {
            return Optional.of("it is done with nothing else under way");
        }
        for (Claim other : others) {
            if (other.alone()) {
                return Optional.of("something is under way that tolerates nothing else");
            }
            if (!Collections.disjoint(other.resources(), claim.resources())) {
                Set<String> both = new HashSet<>(other.resources());
                both.retainAll(claim.resources());
                return Optional.of(
                        "in use: " + String.join(", ", both.stream().sorted().toList()));
            }
        }
        if (safe && costs(claim) && impaired(others, claim) > Quorum.minority(nodes)) {
            return Optional.of("with it, a minority of the nodes would be left");
        }
        return Optional.empty();
    }

    /** Whether process and disk of the node are nobody's. */
    boolean isFree(int node) {
        return claims.values().stream().noneMatch(claim -> claim.holds(node));
    }

    /** Whether a fault that is under way may have the node down, cut off or slow. */
    boolean impairs(int node) {
        return claims.values().stream().anyMatch(claim -> claim.impaired().contains(node));
    }

    /** Nodes impaired by anything now, and those that rove. */
    int impaired() {
        return impaired(claims.values(), Claim.of(Set.of()));
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    void take(Object owner, Claim claim) {
        claims.put(owner, claim);
    }

    void free(Object owner) {
        claims.remove(owner);
    }

    private static boolean costs(Claim claim) {
        return claim.roving() || !claim.impaired().isEmpty();
    }

    private static int impaired(Iterable<Claim> others, Claim claim) {
        Set<Integer> fixed = new HashSet<>(claim.impaired());
        int roving = claim.roving() ? 1 : 0;
        for (Claim other : others) {
            fixed.addAll(other.impaired());
            roving += other.roving() ? 1 : 0;
        }
        return fixed.size() + roving;
    }
}
