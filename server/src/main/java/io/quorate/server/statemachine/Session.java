package io.quorate.server.statemachine;

import io.quorate.server.common.SessionId;

/** What the machine remembers of one session. Apply thread only. */
final class Session {
    final SessionId id;

    /** Sequences whose replies are stored; all are at or above {@link #floor}. */
    final KeptSequences kept = new KeptSequences();

    /** Replies below it are forgotten: whether such a sequence was applied cannot be told. */
    long floor;

    /** Value of the table's use counter when it was used last: orders sessions by age, also after a restart. */
    long lastUse;

    /** Whether its row must be written with the entry. */
    boolean dirty;

    Session(SessionId id, long floor, long lastUse) {
        this.id = id;
        this.floor = floor;
        this.lastUse = lastUse;
    }
}
