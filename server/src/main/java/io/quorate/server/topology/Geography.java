package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a topology, their zones and cities. Within the room a node and a zone are numbers, in the order in which
 * they were given: sets of them are bit sets, and every fault of a topology is tried with every other.
 */
public final class Geography {
    private final List<Site> sites;
    private final Map<NodeId, Integer> numberByNode = new LinkedHashMap<>();
    private final Map<String, Integer> numberByZone = new LinkedHashMap<>();
    private final Map<String, BitSet> zonesByCity = new LinkedHashMap<>();
    private final int[] zoneByNode;

    /**
     * Numbers the nodes.
     *
     * @throws IllegalArgumentException when a node is named twice, or a zone in two cities
     */
    public Geography(List<Site> sites) {
        this.sites = List.copyOf(sites);
        Map<String, String> cityByZone = new LinkedHashMap<>();
        for (Site site : this.sites) {
            if (numberByNode.putIfAbsent(site.node(), numberByNode.size()) != null) {
                throw new IllegalArgumentException("node " + site.node() + " is there twice");
            }
            String other = cityByZone.putIfAbsent(site.zone(), site.city());
            if (other != null && !other.equals(site.city())) {
                throw new IllegalArgumentException(
                        "zone " + site.zone() + " is in " + other + " and in " + site.city());
            }
            numberByZone.putIfAbsent(site.zone(), numberByZone.size());
            zonesByCity
                    .computeIfAbsent(site.city(), city -> new BitSet())
                    .set(numberByZone.getOrDefault(site.zone(), 0));
        }
        zoneByNode = this.sites.stream()
                .mapToInt(site -> numberByZone.getOrDefault(site.zone(), -1))
                .toArray();
    }

    /** In the order given. */
    public List<Site> sites() {
        return sites;
    }

    /** Those with a node. */
    public List<String> zones() {
        return List.copyOf(numberByZone.keySet());
    }

    /** Those with a node. */
    public List<String> cities() {
        return List.copyOf(zonesByCity.keySet());
    }

    /** The number of a node. */
    int number(NodeId node) {
        Integer number = numberByNode.get(node);
        if (number == null) {
            throw new IllegalArgumentException("no node " + node);
        }
        return number;
    }

    int[] numbers(List<NodeId> nodes) {
        return nodes.stream().mapToInt(this::number).toArray();
    }

    NodeId node(int number) {
        return sites.get(number).node();
    }

    Site site(int number) {
        return sites.get(number);
    }

    /** The number of a node's zone. */
    int zoneOf(int node) {
        return zoneByNode[node];
    }

    int zoneCount() {
        return numberByZone.size();
    }

    /**
     * The nodes that are, or stand in, the place of that name: a node, zone or city. By their numbers in
     * {@link #sites}.
     *
     * @throws IllegalArgumentException when there are none
     */
    public BitSet nodesIn(String place) {
        BitSet nodes = new BitSet();
        for (int number = 0; number < sites.size(); number++) {
            Site site = sites.get(number);
            if (site.node().value().equals(place)
                    || site.zone().equals(place)
                    || site.city().equals(place)) {
                nodes.set(number);
            }
        }
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no node in '" + place + "'");
        }
        return nodes;
    }

    /** The zones that are, or stand in, the place of that name: a zone or city. */
    BitSet zonesIn(String place) {
        BitSet zones = new BitSet();
        Integer zone = numberByZone.get(place);
        if (zone != null) {
            zones.set(zone);
            return zones;
        }
        BitSet ofCity = zonesByCity.get(place);
        if (ofCity == null) {
            throw new IllegalArgumentException("no zone or city '" + place + "' with a node");
        }
        zones.or(ofCity);
        return zones;
    }
}
