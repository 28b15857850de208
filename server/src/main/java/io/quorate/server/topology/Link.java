package io.quorate.server.topology;

import java.time.Duration;

/**
 * What is known of the way between two places.
 *
 * @param from a zone or city
 * @param to another
 * @param rtt round trip
 */
public record Link(String from, String to, Duration rtt) {}
