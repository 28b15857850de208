package io.quorate.client.cli;

import io.quorate.client.IndeterminateException;
import io.quorate.client.QuorateException;
import io.quorate.client.RejectedException;
import io.quorate.client.UnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers, and turns failures into what a user of the command line needs to know. */
public final class Answers {
    private Answers() {}

    /** Waits. */
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof QuorateException failure) {
                throw explained(failure);
            }
            throw e;
        }
    }

    /** The failure with its exit code, and with what to do. */
    public static CommandFailure explained(QuorateException failure) {
        if (failure instanceof UnavailableException) {
            return new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    failure.getMessage()
                            + "\nNothing was changed. Check that the nodes named by --endpoints run and have"
                            + " a leader (quorate status), then try again.",
                    failure);
        }
        if (failure instanceof IndeterminateException) {
            return new CommandFailure(
                    ExitCode.INDETERMINATE,
                    failure.getMessage() + "\nRead the key before you decide to write again.",
                    failure);
        }
        String hint = failure instanceof RejectedException rejected ? hint(rejected.reason()) : "";
        return new CommandFailure(ExitCode.FAILED, failure.getMessage() + hint, failure);
    }

    private static String hint(RejectedException.Reason reason) {
        return switch (reason) {
            case COMPACTED -> "\nThat revision is gone; use a newer one.";
            case FUTURE_REVISION -> "\nThat revision has not happened yet; quorate status shows the current one.";
            case TOO_STALE -> "\nNo node was fresh enough; allow more, or read with --on-miss upgrade or wait.";
            case REVISION_AHEAD ->
                "\nThat revision is of another keyspace or cluster, or was lost in a recovery; read without it.";
            case NO_SPACE -> "\nThe store is full; compact it or raise its quota.";
            case UNSUPPORTED -> "\nThe server does not offer this call.";
            case KEY_NOT_FOUND, LEASE_NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED, OTHER -> "";
        };
    }
}
