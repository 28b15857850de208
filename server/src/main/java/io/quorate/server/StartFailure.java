package io.quorate.server;

/** A server that cannot start, with what to tell its operator. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ServerExit exit;
    private final String text;

    StartFailure(ServerExit exit, String message) {
        super(message);
        this.exit = exit;
        this.text = message;
    }

    StartFailure(ServerExit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.text = message;
    }

    ServerExit exit() {
        return exit;
    }

    /** For the operator. */
    String text() {
        return text;
    }
}
