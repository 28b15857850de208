package io.quorate.server.statemachine.sim;

import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.util.TreeSet;

/**
 * A session: of a client, or of a node that passes requests on. Numbers what it sends and knows what is not answered.
 */
final class Caller {
    private final SessionId id;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long next = 1;

    Caller(long id) {
        this.id = new SessionId(id, ~id);
    }

    SessionId id() {
        return id;
    }

    SessionStamp newStamp() {
        long sequence = next++;
        unanswered.add(sequence);
        return stamp(sequence);
    }

    /** For sending again: acknowledges all answers that there have been meanwhile. */
    SessionStamp stamp(long sequence) {
        return new SessionStamp(id, sequence, acknowledgedBelow());
    }

    private long acknowledgedBelow() {
        return unanswered.isEmpty() ? next : unanswered.first();
    }

    void answered(long sequence) {
        unanswered.remove(sequence);
    }
}
