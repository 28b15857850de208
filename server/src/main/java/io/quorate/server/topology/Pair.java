package io.quorate.server.topology;

import java.util.List;

/**
 * Two single faults at once, which together stop or lose what neither does alone.
 *
 * @param stops what works under each of them but not under both
 * @param stopsWrites under each of them somebody can write, under both nobody can
 */
public record Pair(FaultCase first, FaultCase second, Outlook outlook, List<Stop> stops, boolean stopsWrites) {
    public Pair {
        stops = List.copyOf(stops);
    }

    /** A service that a city has no more. */
    public record Stop(String city, CityOutlook.Service service) {}

    /** For people. */
    public String label() {
        return first.label() + " + " + second.label();
    }
}
