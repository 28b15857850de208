package io.quorate.client.internal.retry;

/** The session in use, replaced when the cluster has forgotten it. Thread-safe. */
public final class WriteSessions {
    private WriteSession session = new WriteSession();

    synchronized WriteSession current() {
        return session;
    }

    /** A session other than the one that is gone. */
    synchronized WriteSession replace(WriteSession gone) {
        if (session == gone) {
            session = new WriteSession();
        }
        return session;
    }
}
