package io.quorate.server.api;

import java.io.IOException;

/** Another process listens where this node should. */
public final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String host, int port, Throwable cause) {
        super("Port " + port + " of " + host + " is taken by another process", cause);
    }
}
