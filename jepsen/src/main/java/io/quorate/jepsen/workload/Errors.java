package io.quorate.jepsen.workload;

import io.grpc.Status;
import io.quorate.jepsen.core.Completion;
import java.net.ConnectException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a status to an outcome. FAIL only where etcd's or our documented error says that nothing was done, or where
 * there was no connection to send it over. Whatever is not in this table is INFO.
 */
final class Errors {
    private static final Set<String> NOTHING_DONE = Set.of(
            "etcdserver: no leader",
            "etcdserver: leader changed",
            "etcdserver: server stopped",
            "etcdserver: too many requests",
            "etcdserver: not capable",
            "quorate: keyspace is not open here yet");

    private Errors() {}

    /** For what may have changed the store. */
    static Completion ofWrite(Status status) {
        return isWithoutEffect(status) ? Completion.fail(text(status)) : Completion.info(text(status));
    }

    /** A read changes nothing, whatever became of it. */
    static Completion ofRead(Status status) {
        return Completion.fail(text(status));
    }

    static boolean isWithoutEffect(Status status) {
        String description = status.getDescription();
        if (description != null && NOTHING_DONE.contains(description)) {
            return true;
        }
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> true;
            default -> neverLeft(status.getCause());
        };
    }

    private static boolean neverLeft(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    /** Short, and the same for the same kind: addresses and ports are left out. */
    static String text(Status status) {
        String description = status.getDescription();
        if (description == null) {
            return status.getCode().name();
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "DEADLINE_EXCEEDED";
        }
        if (neverLeft(status.getCause())) {
            return status.getCode() + ": connection refused";
        }
        String line = description.lines().findFirst().orElse("").replaceAll("[/0-9.]+:[0-9]+", "address");
        return status.getCode() + ": " + (line.length() > 100 ? line.substring(0, 100) : line);
    }
}
