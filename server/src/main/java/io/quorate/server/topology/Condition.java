package io.quorate.server.topology;

import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is broken at one moment: nodes that are lost, disks and all, and ways on which nothing arrives. Ways go between
 * zones and have a direction. Two conditions are equal when the same works under both.
 */
public final class Condition {
    private final Geography geography;
    private final BitSet lost;

    /** Of the way from zone f to zone t: bit f * zones + t. */
    private final BitSet cut;

    private Condition(Geography geography, BitSet lost, BitSet cut) {
        this.geography = geography;
        this.lost = lost;
        this.cut = cut;
    }

    /** Nothing is broken. */
    public static Condition healthy(Geography geography) {
        return new Condition(geography, new BitSet(), new BitSet());
    }

    /** And the nodes of a place are lost: of a city or zone, or one node. */
    public Condition losing(String place) {
        BitSet more = geography.nodesIn(place);
        more.or(lost);
        return new Condition(geography, more, cut);
    }

    /** And nothing arrives from one place, a zone or city, at another. What goes the other way does. */
    public Condition cutting(String from, String to) {
        BitSet more = copy(cut);
        BitSet targets = geography.zonesIn(to);
        geography.zonesIn(from).stream()
                .forEach(source -> targets.stream()
                        .filter(target -> target != source)
                        .forEach(target -> more.set(way(source, target))));
        return new Condition(geography, lost, more);
    }

    /** Both at once. */
    public Condition and(Condition other) {
        BitSet allLost = copy(lost);
        allLost.or(other.lost);
        BitSet allCut = copy(cut);
        allCut.or(other.cut);
        return new Condition(geography, allLost, allCut);
    }

    /** The same losses with every way open. */
    Condition withLinksMended() {
        return new Condition(geography, lost, new BitSet());
    }

    boolean isAlive(int node) {
        return !lost.get(node);
    }

    /** Whether a message arrives, directly. */
    boolean sends(int from, int to) {
        return isAlive(from)
                && isAlive(to)
                && (from == to || !cut.get(way(geography.zoneOf(from), geography.zoneOf(to))));
    }

    /** Whether messages arrive in both directions, directly: nothing is acknowledged otherwise. */
    boolean exchange(int one, int other) {
        return sends(one, other) && sends(other, one);
    }

    /** Whether all that is broken here is broken there as well. */
    boolean isWithin(Condition other) {
        return isSubset(lost, other.lost) && isSubset(cut, other.cut);
    }

    private int way(int from, int to) {
        return from * geography.zoneCount() + to;
    }

    private static boolean isSubset(BitSet part, BitSet whole) {
        BitSet rest = copy(part);
        rest.andNot(whole);
        return rest.isEmpty();
    }

    private static BitSet copy(BitSet bits) {
        BitSet copy = new BitSet();
        copy.or(bits);
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition that && lost.equals(that.lost) && cut.equals(that.cut);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lost, cut);
    }
}
