package io.quorate.server.config;

import java.time.Duration;

/**
 * What is assumed of the way between two cities or zones until it has been measured.
 *
 * @param from a city, zone
 * @param to another
 * @param rtt round trip
 * @param jitter by how much a round trip may take longer
 */
public record LinkConfig(String from, String to, Duration rtt, Duration jitter) {
    /** Always as long as that. */
    public LinkConfig(String from, String to, Duration rtt) {
        this(from, to, rtt, Duration.ZERO);
    }
}
