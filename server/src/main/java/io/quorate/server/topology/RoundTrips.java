package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The round trip between any two nodes. The most specific link that is stated counts: of the two zones, else of a zone
 * and the other's city (the longer, when both are stated), else of the two cities. What nothing is said of is assumed,
 * and every such assumption is kept, for a verdict must say what it rests on.
 */
public final class RoundTrips {
    /** Assumed of two nodes of one zone. */
    public static final Duration WITHIN_ZONE = Duration.ofNanos(200_000);

    /** Assumed of two zones of one city. */
    public static final Duration WITHIN_CITY = Duration.ofMillis(1);

    /** Assumed of two cities. */
    public static final Duration BETWEEN_CITIES = Duration.ofMillis(30);

    private final Geography geography;
    private final Map<Set<String>, Link> stated = new LinkedHashMap<>();
    private final long[][] nanosByZones;
    private final long[][] jitterNanosByZones;
    private final List<Assumption> assumptions = new ArrayList<>();

    /**
     * A round trip that nothing states.
     *
     * @param from a zone or city
     * @param to the same zone, or another zone or city
     */
    public record Assumption(String from, String to, Duration rtt) {}

    /** All round trips of a topology; of two links between the same places the last counts. */
    public RoundTrips(Geography geography, List<Link> links) {
        this.geography = geography;
        links.forEach(link -> stated.put(Set.of(link.from(), link.to()), link));
        Map<String, String> cityByZone = new LinkedHashMap<>();
        Map<String, Integer> nodesByZone = new LinkedHashMap<>();
        for (Site site : geography.sites()) {
            cityByZone.put(site.zone(), site.city());
            nodesByZone.merge(site.zone(), 1, Integer::sum);
        }
        List<String> zones = geography.zones();
        nanosByZones = new long[zones.size()][zones.size()];
        jitterNanosByZones = new long[zones.size()][zones.size()];
        List<Assumption> ofZones = new ArrayList<>();
        for (int i = 0; i < zones.size(); i++) {
            nanosByZones[i][i] = WITHIN_ZONE.toNanos();
            if (nodesByZone.getOrDefault(zones.get(i), 0) > 1) {
                assumptions.add(new Assumption(zones.get(i), zones.get(i), WITHIN_ZONE));
            }
            for (int j = i + 1; j < zones.size(); j++) {
                Link link = stated(zones.get(i), zones.get(j), cityByZone);
                if (link == null) {
                    boolean oneCity = city(zones.get(i), cityByZone).equals(city(zones.get(j), cityByZone));
                    link = new Link(zones.get(i), zones.get(j), oneCity ? WITHIN_CITY : BETWEEN_CITIES);
                    ofZones.add(new Assumption(link.from(), link.to(), link.rtt()));
                }
                nanosByZones[i][j] = link.rtt().toNanos();
                nanosByZones[j][i] = link.rtt().toNanos();
                jitterNanosByZones[i][j] = link.jitter().toNanos();
                jitterNanosByZones[j][i] = link.jitter().toNanos();
            }
        }
        summarise(ofZones, cityByZone);
    }

    public Duration between(NodeId from, NodeId to) {
        return Duration.ofNanos(nanos(geography.number(from), geography.number(to)));
    }

    /** By how much a round trip may take longer: what the link that counts states, else nothing. */
    public Duration jitterBetween(NodeId from, NodeId to) {
        return Duration.ofNanos(
                jitterNanosByZones[geography.zoneOf(geography.number(from))][geography.zoneOf(geography.number(to))]);
    }

    /** What was assumed, of places between which something goes in this topology. */
    public List<Assumption> assumptions() {
        return List.copyOf(assumptions);
    }

    long nanos(int from, int to) {
        return from == to ? 0 : nanosByZones[geography.zoneOf(from)][geography.zoneOf(to)];
    }

    private @Nullable Link stated(String from, String to, Map<String, String> cityByZone) {
        Link ofZones = find(from, to);
        if (ofZones != null) {
            return ofZones;
        }
        Link forth = find(from, city(to, cityByZone));
        Link back = find(city(from, cityByZone), to);
        if (forth != null && back != null) {
            return forth.rtt().compareTo(back.rtt()) > 0 ? forth : back;
        }
        if (forth != null || back != null) {
            return forth == null ? back : forth;
        }
        return find(city(from, cityByZone), city(to, cityByZone));
    }

    private @Nullable Link find(String from, String to) {
        return from.equals(to) ? null : stated.get(Set.of(from, to));
    }

    private static String city(String zone, Map<String, String> cityByZone) {
        return cityByZone.getOrDefault(zone, zone);
    }

    /** Says it once of two cities when it is so of all their zones. */
    private void summarise(List<Assumption> ofZones, Map<String, String> cityByZone) {
        Map<Set<String>, Integer> assumed = new LinkedHashMap<>();
        for (Assumption each : ofZones) {
            assumed.merge(cities(each, cityByZone), 1, Integer::sum);
        }
        Set<Set<String>> said = new LinkedHashSet<>();
        for (Assumption each : ofZones) {
            Set<String> cities = cities(each, cityByZone);
            String from = city(each.from(), cityByZone);
            String to = city(each.to(), cityByZone);
            int all = geography.zonesIn(from).cardinality()
                    * geography.zonesIn(to).cardinality();
            if (from.equals(to) || assumed.getOrDefault(cities, 0) < all) {
                assumptions.add(each);
            } else if (said.add(cities)) {
                assumptions.add(new Assumption(from, to, each.rtt()));
            }
        }
    }

    private static Set<String> cities(Assumption assumption, Map<String, String> cityByZone) {
        Set<String> cities = new LinkedHashSet<>();
        cities.add(city(assumption.from(), cityByZone));
        cities.add(city(assumption.to(), cityByZone));
        return cities;
    }
}
