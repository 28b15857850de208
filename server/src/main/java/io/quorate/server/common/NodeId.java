package io.quorate.server.common;

/** A node's name in the topology. */
public record NodeId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
