package io.quorate.client;

/** A compaction was accepted. */
public record CompactResult(Header header) {}
