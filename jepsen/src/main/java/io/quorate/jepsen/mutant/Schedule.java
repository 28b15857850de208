package io.quorate.jepsen.mutant;

/**
 * Orders of faults that find a mutant in a minute where a random order might take hours. L is the leader, F and G are
 * the followers, with more nodes any two of them, the rest being stopped. All the time clients write, and others read,
 * linearizably, each pinned to its node, also to nodes that are cut off: links of clients are never cut. Each is
 * repeated until the budget is used up or a checker fails.
 */
public enum Schedule {
    /** Random faults of the kinds named, or none, do. */
    NONE,

    /**
     * Acknowledgements of a majority reach a leader that is not one any more.
     *
     * <ol>
     *   <li>pause L while writes are under way
     *   <li>wait half of {@code election_timeout_min}: what it sent is acknowledged into the buffers of its sockets
     *   <li>cut all links to and from L, with DROP
     *   <li>wait until another leads and has acknowledged a write, but not for longer than
     *       {@code election_timeout_max}, for Raft makes a leader step down that finds that it was paused for so long
     *   <li>resume L; it handles what waits for it before it learns of anything else
     *   <li>go on for two seconds, heal, wait until all nodes serve
     * </ol>
     */
    PAUSED_LEADER_CUT_OFF,

    /**
     * A lease that ends late by its holder's clock and early by those of the others.
     *
     * <ol>
     *   <li>let the clocks of L run slow and those of F and G fast, both by a little less than {@code drift_bound}, and
     *       restart all; if another leads then, do it anew with that one for L
     *   <li>cut all links to and from L, with DROP
     *   <li>for twice the lease's duration, go on; then heal
     * </ol>
     */
    DRIFTING_LEASE,

    /**
     * A voter forgets its vote and gives it to another in the same term.
     *
     * <ol>
     *   <li>let F and G carry the failpoint {@code crash-after-vote}; arm it on both
     *   <li>cut all links to and from L, with DROP: one of F and G, say F, stands, G votes for it, and dies when F,
     *       elected, sends its first entries; disarm it on F
     *   <li>cut all links to and from F; heal those between L and G; start G: now L stands, in the same term if it had
     *       not heard of that one, and G votes for it, too
     *   <li>go on for three seconds, with writes through F and L; heal all; wait until all nodes serve
     * </ol>
     */
    DOUBLE_VOTE,

    /**
     * Two candidates in one term, and a third who can vote for both. Election timeouts are narrow, so that F and G
     * stand at the same time.
     *
     * <ol>
     *   <li>pause L for a little longer than {@code election_timeout_max}, then resume it: requests for its vote wait
     *       for it
     *   <li>go on for three seconds
     * </ol>
     */
    SPLIT_VOTE,

    /**
     * Who has least stands first.
     *
     * <ol>
     *   <li>cut all links to and from F, with DROP, and go on for two seconds
     *   <li>kill all nodes at once; heal
     *   <li>start F; when it runs, start another; when those two have a leader, or after ten seconds, start the rest
     * </ol>
     */
    LAGGARD_ELECTED,

    /**
     * A follower needs a snapshot.
     *
     * <ol>
     *   <li>kill F
     *   <li>go on until its place in the log is purged on all others: {@code snapshot_every_entries} twice, and more
     *       than {@code log_segment_bytes} of entries, or some changes of leader, each of which begins a segment
     *   <li>start F; wait until it has installed a snapshot, which its log says
     * </ol>
     */
    FOLLOWER_LEFT_BEHIND,

    /**
     * A node replays entries behind what was flushed.
     *
     * <ol>
     *   <li>go on until a node has taken a snapshot, or flushed its store, under load
     *   <li>kill it, start it, wait until it serves
     *   <li>compare replicas
     * </ol>
     */
    KILL_AFTER_FLUSH
}
