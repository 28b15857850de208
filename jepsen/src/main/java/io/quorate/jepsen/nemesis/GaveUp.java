package io.quorate.jepsen.nemesis;

/** A node did not come back, so nothing that comes after it would mean anything. Says which node, and since when. */
public final class GaveUp extends Exception {
    private static final long serialVersionUID = 1L;

    public GaveUp(String message) {
        super(message);
    }
}
