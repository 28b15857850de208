package io.quorate.server.replication;

/** Told when this replica begins and ceases to lead. Called on Raft's threads: return quickly. */
public interface LeadershipListener {
    /** Leads in this term; everything of earlier terms is applied. It may still have to wait out a former lease. */
    void leading(long term);

    /** Does not lead any more. May come without a {@link #leading} before it. */
    void following();

    /** Another leader has become known. */
    void leaderKnown();
}
