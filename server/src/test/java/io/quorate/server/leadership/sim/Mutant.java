package io.quorate.server.leadership.sim;

/** One rule of the lease broken on purpose; the simulation must notice each but NONE. */
enum Mutant {
    NONE,
    /** A new leader serves at once. */
    NO_WAIT_OUT,
    /** The wait-out is D, as if clocks did not drift. */
    NO_DRIFT_FACTOR,
    /** The wait-out is D (1 + 2 rho), which is short of what rho per clock needs. */
    APPROXIMATE_DRIFT_FACTOR,
    /** Receipts are not noted: the wait-out counts from boot. */
    RECEIPT_NOT_NOTED,
    /** A snapshot installation is not taken for a receipt. */
    INSTALLATION_NOT_NOTED,
    /** A replica that received nothing since it was restarted does not wait. */
    RESTARTED_DOES_NOT_WAIT,
    /** Whoever led before does not wait, although somebody else led in between. */
    REELECTED_DOES_NOT_WAIT,
    /** A lease counts from commit instead of from proposal. */
    GRANT_FROM_COMMIT,
    /** A leader serves a read without asking for the lease, before or after. */
    NO_CHECK,
    /** A read takes the lease of whatever term there is after its value was read. */
    CHECK_AFTER_ANY_TERM,
    /** The leader keeps its lease while it releases it. */
    RELEASE_KEEPS_LEASE,
    /** A failed handover gives the old lease back. */
    CANCEL_RESTORES_LEASE,
    /** A release is proposed although the wait-out is not over. */
    RELEASE_IN_WAIT_OUT,
    /** A new leader does not wait when there was a release somewhere near the end of its log. */
    RELEASE_NOT_LAST,
    /** What was proposed in one leadership is appended in a later one that still waits. */
    APPENDED_IN_LATER_TERM,
    /** A read barrier is served in the wait-out. */
    BARRIER_IN_WAIT_OUT,
    /** A leader reads at what it has applied, not at what it has committed. */
    READ_AT_APPLIED,
    /** A follower reads whatever it has applied, also when a newer leader gave it that. */
    FOLLOWER_FORGETS_TERM,
    /** A leader answers a read that it vouched for long ago with what newer leaders gave it since. */
    LEADER_FORGETS_TERM,
    /** A node that forwarded a write acknowledges it when it sees it applied. */
    FORWARDER_ACKNOWLEDGES
}
