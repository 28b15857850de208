package io.quorate.server.request;

/** A value that was read, and what may be said of it. */
public record Proven<T>(T value, ReadProof proof) {}
