package io.quorate.client.internal.retry;

import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** The number of one call within a session, if it has one. Handed from attempt to attempt in order. */
final class Numbering {
    private final boolean write;
    private final @Nullable WriteSessions sessions;
    private @Nullable WriteSession session;
    private long sequence;

    Numbering(boolean write, @Nullable WriteSessions sessions) {
        this.write = write;
        this.sessions = sessions;
    }

    boolean isWrite() {
        return write;
    }

    boolean isNumbered() {
        return session != null;
    }

    void open() {
        if (sessions != null) {
            session = sessions.current();
            sequence = session.open();
        }
    }

    void settle() {
        if (session != null) {
            session.settle(sequence);
        }
    }

    /** Takes a number of another session, for a write that was not applied under the old one. */
    void renumber() {
        if (sessions != null && session != null) {
            session.settle(sequence);
            session = sessions.replace(session);
            sequence = session.open();
        }
    }

    Metadata headers() {
        return session == null ? new Metadata() : session.headers(sequence);
    }
}
