package io.quorate.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a command end in order, with its own exit code, when the process is told to stop. Java ends a process that got
 * SIGTERM with 143 once its shutdown hooks are through; ours waits for the command and then ends it with the command's.
 */
final class StopSignal {
    private final CompletableFuture<String> requested = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final boolean mayEndProcess;

    private StopSignal(boolean mayEndProcess) {
        this.mayEndProcess = mayEndProcess;
    }

    /** For tests: nobody but {@link #request} asks to stop, and nothing ends the process. */
    static StopSignal manual() {
        return new StopSignal(false);
    }

    /**
     * Answers SIGTERM and SIGINT of this process.
     *
     * @param bound after which the process ends whether the command has or not
     */
    static StopSignal ofProcess(Duration bound) {
        StopSignal signal = new StopSignal(true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.finish(bound), "stop-signal"));
        return signal;
    }

    private void finish(Duration bound) {
        requested.complete("signal");
        int code = ServerExit.FAILED.code();
        try {
            code = ended.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.err.println("quorate: did not stop within " + bound.toSeconds() + " s, ends anyway");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }

    /** Ends the process when the command is not through by then: what is broken may also fail to close. */
    void endWithin(Duration bound, int code) {
        if (mayEndProcess) {
            CompletableFuture.delayedExecutor(bound.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> {
                        System.err.println("quorate: did not close within " + bound.toSeconds() + " s, ends anyway");
                        Runtime.getRuntime().halt(code);
                    });
        }
    }

    /** Stops when the other end of a stream is gone, as standard input is when the parent process dies. */
    void watch(InputStream stream) {
        Thread thread = new Thread(() -> request(awaitEnd(stream)), "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static String awaitEnd(InputStream stream) {
        try {
            while (stream.read() >= 0) {
                // what is said does not matter, only that somebody is there
            }
            return "end of standard input";
        } catch (IOException e) {
            return "standard input failed: " + e.getMessage();
        }
    }

    void request(String why) {
        requested.complete(why);
    }

    /** Completes with the reason when the process shall stop. */
    CompletableFuture<String> requested() {
        return requested;
    }

    /** The command is through; returns the code. */
    int ended(int code) {
        ended.complete(code);
        return code;
    }
}
