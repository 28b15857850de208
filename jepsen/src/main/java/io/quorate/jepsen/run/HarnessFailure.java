package io.quorate.jepsen.run;

/** The run could not be made, so it says nothing about the cluster. Never mixed with a verdict. */
public final class HarnessFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public HarnessFailure(String message) {
        super(message);
    }

    public HarnessFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
