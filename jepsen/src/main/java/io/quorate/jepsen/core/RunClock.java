package io.quorate.jepsen.core;

/** The one clock of a run: monotonic, from 0 at its creation. Any thread. */
public final class RunClock {
    private final long startNanos = System.nanoTime();

    public long nanos() {
        return System.nanoTime() - startNanos;
    }
}
