package io.quorate.server.common;

/** The time of this machine, as a port: tests drive it by hand, or make it drift. */
public interface NodeClock {
    /** Monotonic nanoseconds from an arbitrary origin; the only clock leases trust. */
    long monotonicNanos();

    /** Wall clock, milliseconds since the epoch; never used for safety. */
    long wallMillis();

    /** The machine's own clocks. */
    static NodeClock system() {
        return new NodeClock() {
            @Override
            public long monotonicNanos() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}
