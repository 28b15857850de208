package io.quorate.server.request;

import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.util.TreeSet;

/**
 * Numbers the batches of one session of this process. Until one batch is known to have been applied, nothing is called
 * acknowledged: the group refuses a session that it does not know and that says it had answers already.
 */
final class StampedSession {
    private final SessionId id;
    private final TreeSet<Long> open = new TreeSet<>();
    private long last;
    private boolean confirmed;

    StampedSession(SessionId id) {
        this.id = id;
    }

    synchronized SessionStamp next() {
        last++;
        open.add(last);
        return new SessionStamp(id, last, confirmed ? open.first() : 1);
    }

    /** A batch of this session was applied: the group knows it. */
    synchronized void confirm() {
        confirmed = true;
    }

    /** No answer to this batch is wanted any more. */
    synchronized void end(long sequence) {
        open.remove(sequence);
    }
}
