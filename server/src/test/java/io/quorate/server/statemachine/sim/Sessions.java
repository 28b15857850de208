package io.quorate.server.statemachine.sim;

import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all clients, or of all nodes, and what they sent and have no answer to.
 *
 * @param <T> what is numbered
 */
final class Sessions<T> {
    /** What is sent again, with the stamp that it has this time. */
    record Again<T>(T content, SessionStamp stamp) {}

    private record Sent(SessionId session, long sequence) {
        static Sent of(SessionStamp stamp) {
            return new Sent(stamp.session(), stamp.sequence());
        }
    }

    private final Simulation simulation;
    private final List<Caller> callers = new ArrayList<>();
    private final Map<SessionId, Caller> bySession = new HashMap<>();
    private final Map<Sent, T> unanswered = new HashMap<>();
    private final List<Sent> inOrder = new ArrayList<>();

    Sessions(Simulation simulation, int count) {
        this.simulation = simulation;
        for (int i = 0; i < count; i++) {
            open();
        }
    }

    private void open() {
        Caller caller = new Caller(simulation.newId());
        callers.add(caller);
        bySession.put(caller.id(), caller);
    }

    /** The next number of some session. */
    SessionStamp number() {
        return asMutantsDo(simulation.any(callers).newStamp());
    }

    private SessionStamp asMutantsDo(SessionStamp stamp) {
        return simulation.is(Mutant.ACKNOWLEDGED_EARLY)
                ? new SessionStamp(stamp.session(), stamp.sequence(), stamp.sequence() + 1)
                : stamp;
    }

    void sent(SessionStamp stamp, T content) {
        unanswered.put(Sent.of(stamp), content);
        inOrder.add(Sent.of(stamp));
    }

    /** Something that has no answer yet. */
    @Nullable
    Again<T> again() {
        inOrder.removeIf(sent -> !unanswered.containsKey(sent));
        if (inOrder.isEmpty()) {
            return null;
        }
        Sent sent = simulation.any(inOrder);
        Caller caller = caller(sent.session);
        SessionStamp stamp =
                simulation.is(Mutant.RENUMBERED) ? caller.newStamp() : asMutantsDo(caller.stamp(sent.sequence));
        return new Again<>(content(sent), stamp);
    }

    private Caller caller(SessionId session) {
        Caller caller = bySession.get(session);
        if (caller == null) {
            throw new IllegalStateException("nobody has session " + session);
        }
        return caller;
    }

    private T content(Sent sent) {
        T content = unanswered.get(sent);
        if (content == null) {
            throw new IllegalStateException(sent + " was answered");
        }
        return content;
    }

    /** The sender hears of it; one whose session is not known any more goes on with another. */
    void answered(SessionStamp stamp, boolean expired) {
        simulation.invariants().refused().heard(stamp);
        unanswered.remove(Sent.of(stamp));
        Caller caller = caller(stamp.session());
        caller.answered(stamp.sequence());
        if (expired && callers.remove(caller)) {
            open();
        }
    }
}
