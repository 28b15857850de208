package io.quorate.server.leadership.sim;

/**
 * One log entry.
 *
 * @param boot the process that proposed it
 * @param operation of a write, unique; else 0
 */
record Entry(long term, long index, Kind kind, long boot, int register, long operation) {
    enum Kind {
        /** Raft's own, first in a term; nobody of ours proposed it. */
        START_UP,
        WRITE,
        TICK,
        RELEASE
    }
}
