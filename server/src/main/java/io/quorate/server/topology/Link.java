package io.quorate.server.topology;

import java.time.Duration;

/**
 * What is known of the way between two places.
 *
 * @param from a zone or city
 * @param to another
 * @param rtt round trip
 * @param jitter by how much it may take longer; plans do without
 */
public record Link(String from, String to, Duration rtt, Duration jitter) {
    /** Always as long as that. */
    public Link(String from, String to, Duration rtt) {
        this(from, to, rtt, Duration.ZERO);
    }
}
