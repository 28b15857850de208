package io.quorate.server.peer;

/** Where another node answers: the host and client port of the topology. */
public record PeerAddress(String host, int port) {}
