package io.quorate.jepsen.nemesis;

/** A fault was not tried, for a reason that is told; nothing was changed. */
public final class FaultSkipped extends Exception {
    private static final long serialVersionUID = 1L;

    public FaultSkipped(String reason) {
        super(reason);
    }
}
