package io.quorate.jepsen.cluster.process;

/** A node and where it stands. */
public record NodePlace(String name, String city, String zone) {}
