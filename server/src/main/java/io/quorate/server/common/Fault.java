package io.quorate.server.common;

import org.jspecify.annotations.Nullable;

/**
 * This replica cannot go on: an I/O error, corrupt bytes or a broken invariant. Never a client's mistake (that is a
 * {@code Rejection}, a value). Nobody catches it between where it is thrown and the replication adapter, which stops
 * the replica.
 */
public class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Fault(String message) {
        super(message);
    }

    public Fault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
