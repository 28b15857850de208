package io.quorate.server.statemachine;

import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.Fault;
import io.quorate.server.common.SessionId;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which stamped requests were applied, and what they answered. Its one promise: a request is never applied twice.
 *
 * <p>Within a session: every applied sequence at or above the floor has its reply kept; so one that has none was not
 * applied. Below the floor nothing is known, and the answer is EXPIRED. The floor rises with what the client has
 * acknowledged, and with the oldest reply dropped when there are too many.
 *
 * <p>A session that is not in the table is new if nothing of it was ever acknowledged, with whatever sequence it
 * begins: requests in flight overtake each other. If something was, or if it is among the evicted, replies were lost,
 * and the answer is EXPIRED. Evicted ids are remembered in a bounded queue: to apply a request twice, it would have to
 * be resent after its session had been pushed out of the table and then out of that queue, by 110,000 other sessions
 * with the default limits.
 *
 * <p>Apply thread only. Ids live in memory; replies only in the store, but for those of the entry at hand.
 */
final class SessionTable {
    /** What to do with a stamped request: apply it, refuse it, or give the reply it had. */
    record Admission(boolean fresh, byte @Nullable [] reply) {
        static final Admission FRESH = new Admission(true, null);
        static final Admission EXPIRED = new Admission(false, null);
    }

    private record ReplyId(SessionId session, long sequence) {}

    private final OrderedStore store;
    private final SessionLimits limits;

    /** From the least to the most recently used. */
    private final LinkedHashMap<SessionId, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /** From the first to the last evicted. */
    private final LinkedHashMap<SessionId, Long> evicted = new LinkedHashMap<>();

    private final Map<ReplyId, byte[]> unwritten = new LinkedHashMap<>();
    private final List<Session> dirty = new ArrayList<>();
    private @Nullable WriteBatch batch;
    private long uses;

    private SessionTable(OrderedStore store, SessionLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    static SessionTable open(OrderedStore store, SessionLimits limits) {
        SessionTable table = new SessionTable(store, limits);
        try (ReadView view = store.openView();
                Cursor cursor = view.cursor(Column.SESSIONS, new byte[0], null)) {
            table.load(cursor);
        }
        return table;
    }

    void beginEntry(WriteBatch newBatch) {
        batch = newBatch;
        unwritten.clear();
    }

    /** Adds what changed of the sessions themselves to the batch. */
    void endEntry() {
        for (Session session : dirty) {
            if (session.dirty) {
                session.dirty = false;
                batch().put(
                                Column.SESSIONS,
                                SessionRows.key(SessionRows.SESSION, session.id),
                                SessionRows.numbers(session.floor, session.lastUse));
            }
        }
        dirty.clear();
        batch = null;
    }

    int size() {
        return sessions.size();
    }

    Admission admit(SessionStamp stamp) {
        Session session = sessions.get(stamp.session());
        if (session == null) {
            if (stamp.sequence() < 1 || stamp.acknowledgedBelow() > 1 || evicted.containsKey(stamp.session())) {
                return Admission.EXPIRED;
            }
            session = create(stamp.session());
        }
        touch(session);
        raiseFloor(session, stamp.acknowledgedBelow());
        if (stamp.sequence() < session.floor) {
            return Admission.EXPIRED;
        }
        return session.kept.contains(stamp.sequence())
                ? new Admission(false, reply(stamp.session(), stamp.sequence()))
                : Admission.FRESH;
    }

    /** Remembers the answer to a request that was admitted as fresh in this entry. */
    void keep(SessionStamp stamp, byte[] reply) {
        Session session = sessions.get(stamp.session());
        if (session == null) {
            // Later requests of the same batch evicted it: what is resent will be refused.
            return;
        }
        // Looking it up made it the most recently used: its row must say so, or a restart would order it otherwise.
        touch(session);
        if (stamp.sequence() < session.floor) {
            return;
        }
        session.kept.add(stamp.sequence());
        unwritten.put(new ReplyId(session.id, stamp.sequence()), reply);
        batch().put(Column.SESSIONS, SessionRows.replyKey(session.id, stamp.sequence()), reply);
        while (session.kept.size() > limits.repliesPerSession()) {
            raiseFloor(session, session.kept.first() + 1);
        }
    }

    private Session create(SessionId id) {
        while (sessions.size() >= limits.sessions()) {
            evict(sessions.values().iterator().next());
        }
        Session session = new Session(id, 1, 0);
        sessions.put(id, session);
        return session;
    }

    private void evict(Session session) {
        raiseFloor(session, Long.MAX_VALUE);
        sessions.remove(session.id);
        session.dirty = false;
        batch().delete(Column.SESSIONS, SessionRows.key(SessionRows.SESSION, session.id));
        uses++;
        evicted.put(session.id, uses);
        batch().put(Column.SESSIONS, SessionRows.key(SessionRows.EVICTED, session.id), SessionRows.numbers(uses));
        while (evicted.size() > limits.evictedSessions()) {
            SessionId oldest = evicted.keySet().iterator().next();
            evicted.remove(oldest);
            batch().delete(Column.SESSIONS, SessionRows.key(SessionRows.EVICTED, oldest));
        }
    }

    private void touch(Session session) {
        uses++;
        session.lastUse = uses;
        if (!session.dirty) {
            session.dirty = true;
            dirty.add(session);
        }
    }

    private void raiseFloor(Session session, long floor) {
        if (floor <= session.floor) {
            return;
        }
        session.floor = floor;
        while (session.kept.size() > 0 && session.kept.first() < floor) {
            long sequence = session.kept.removeFirst();
            unwritten.remove(new ReplyId(session.id, sequence));
            batch().delete(Column.SESSIONS, SessionRows.replyKey(session.id, sequence));
        }
    }

    private byte[] reply(SessionId id, long sequence) {
        byte[] reply = unwritten.get(new ReplyId(id, sequence));
        if (reply == null) {
            reply = store.get(Column.SESSIONS, SessionRows.replyKey(id, sequence));
        }
        if (reply == null) {
            throw new Fault("the reply to request " + sequence + " of a session is missing");
        }
        return reply;
    }

    /** Keys order as: evicted ids, replies, sessions. */
    private void load(Cursor cursor) {
        Map<SessionId, List<Long>> replies = new LinkedHashMap<>();
        TreeMap<Long, SessionId> evictedByAge = new TreeMap<>();
        List<Session> loaded = new ArrayList<>();
        for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
            byte[] key = cursor.key();
            SessionId id = SessionRows.id(key);
            switch (key[0]) {
                case SessionRows.EVICTED -> evictedByAge.put(SessionRows.number(cursor.value(), 0), id);
                case SessionRows.REPLY ->
                    replies.computeIfAbsent(id, unused -> new ArrayList<>()).add(SessionRows.sequence(key));
                case SessionRows.SESSION ->
                    loaded.add(new Session(
                            id, SessionRows.number(cursor.value(), 0), SessionRows.number(cursor.value(), Long.BYTES)));
                default -> throw new Fault("unknown kind of session row " + key[0]);
            }
        }
        evictedByAge.forEach((age, id) -> evicted.put(id, age));
        loaded.sort(Comparator.comparingLong(session -> session.lastUse));
        for (Session session : loaded) {
            replies.getOrDefault(session.id, List.of()).forEach(session.kept::add);
            sessions.put(session.id, session);
        }
        uses = Math.max(
                evictedByAge.isEmpty() ? 0 : evictedByAge.lastKey(),
                loaded.isEmpty() ? 0 : loaded.get(loaded.size() - 1).lastUse);
    }

    private WriteBatch batch() {
        if (batch == null) {
            throw new Fault("a session was used outside of an entry");
        }
        return batch;
    }
}
