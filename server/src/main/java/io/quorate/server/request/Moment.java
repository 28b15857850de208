package io.quorate.server.request;

/** One moment on both clocks of this node. */
public record Moment(long monotonicNanos, long wallMillis) {}
