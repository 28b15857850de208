package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.core.FaultRecord;

/** Hears what a nemesis does while it does it, on its thread. Must not block. */
public interface NemesisListener {
    NemesisListener NOBODY = new NemesisListener() {};

    /** The fault is there; the record is not complete yet. */
    default void installed(FaultRecord soFar) {}

    /** The fault is over, or was not done. */
    default void ended(FaultRecord fault) {}

    default void exited(UnexpectedExit exit) {}
}
