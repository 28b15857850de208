package io.quorate.jepsen.core;

/** What an operation does. {@link Invocation} says which of its fields each uses. */
public enum Action {
    /** Reads one key. */
    READ,
    /** Puts one value, unique in the run. */
    WRITE,
    /** Puts a value, unique in the run, if the key holds the expected one; reads the key if it does not. */
    CAS,
    /** A transaction of {@link Micro} operations. */
    TXN,
    /** Adds one element, unique in the run, to a set. */
    ADD,
    /** Reads all elements of a set. */
    READ_ALL;

    /** Whether it may change the store. */
    public boolean writes() {
        return this != READ && this != READ_ALL;
    }
}
