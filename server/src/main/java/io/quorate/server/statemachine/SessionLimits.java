package io.quorate.server.statemachine;

/**
 * Bounds of the session table. Equal on all replicas of a group: they decide what is forgotten.
 *
 * @param sessions sessions whose replies are kept; the least recently used goes first
 * @param repliesPerSession replies kept for one session that acknowledges nothing
 * @param evictedSessions ids that are remembered after eviction, so that what they resend is refused
 */
public record SessionLimits(int sessions, int repliesPerSession, int evictedSessions) {
    public static SessionLimits defaults() {
        return new SessionLimits(10_000, 1_024, 100_000);
    }
}
