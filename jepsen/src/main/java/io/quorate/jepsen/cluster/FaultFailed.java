package io.quorate.jepsen.cluster;

/** What was to be done to a cluster was tried, and its effect was not seen: nobody knows what state it is in. */
public class FaultFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public FaultFailed(String message) {
        super(message);
    }

    public FaultFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
