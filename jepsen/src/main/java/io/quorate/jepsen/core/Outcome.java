package io.quorate.jepsen.core;

/** What the client may conclude of an operation. */
public enum Outcome {
    /** Acknowledged: it took effect between call and return. */
    OK,
    /** Refused by an answer that proves that it had no effect and never will. */
    FAIL,
    /**
     * Unknown: it took effect at some time after the call, or never did, or still will. Whatever is not sure is this.
     */
    INFO
}
