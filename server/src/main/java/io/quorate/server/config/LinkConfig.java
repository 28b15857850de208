package io.quorate.server.config;

import java.time.Duration;

/**
 * What is assumed of the way between two cities or zones until it has been measured.
 *
 * @param from a city, zone
 * @param to another
 * @param rtt round trip
 */
public record LinkConfig(String from, String to, Duration rtt) {}
