package io.quorate.client;

/** What a node does with a session or bounded read that its own state is not fresh enough for. */
public enum OnMiss {
    /** Refuses at once: {@link RejectedException.Reason#TOO_STALE}. */
    ERROR,
    /** Reads linearizably, which costs a round trip to the leader; what a bounded read does unless told. */
    UPGRADE,
    /** Waits until it has caught up, or the call's time is over; what a session read does unless told. */
    WAIT
}
