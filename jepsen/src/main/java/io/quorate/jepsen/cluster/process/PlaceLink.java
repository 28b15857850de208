package io.quorate.jepsen.cluster.process;

import java.time.Duration;

/**
 * What a topology states of two places, each a zone or a city.
 *
 * @param rtt a round trip
 * @param jitter by how much more one may take
 */
public record PlaceLink(String from, String to, Duration rtt, Duration jitter) {
    boolean isBetween(String one, String other) {
        return (from.equals(one) && to.equals(other)) || (from.equals(other) && to.equals(one));
    }
}
