package io.quorate.client.internal.retry;

import java.time.Duration;

/**
 * How long to try.
 *
 * @param total until the call fails
 * @param single until an attempt that may be repeated is, so that a node that hangs does not use up the total
 */
public record Attempts(Duration total, Duration single) {}
