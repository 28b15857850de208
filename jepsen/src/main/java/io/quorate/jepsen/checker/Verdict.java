package io.quorate.jepsen.checker;

/** What a checker says of a history. The worst of several is the last in this order. */
public enum Verdict {
    /** Nothing wrong was found, and everything was looked at. */
    PASS,
    /** The checker's limits were hit before it knew. Not a pass. */
    UNKNOWN,
    /** A promise was broken; the result names the operations. */
    FAIL;

    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
