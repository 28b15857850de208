package io.quorate.server.common;

/** A 128-bit session id: a client's or a forwarding node's identity for retried requests. */
public record SessionId(long high, long low) implements Comparable<SessionId> {
    @Override
    public int compareTo(SessionId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
