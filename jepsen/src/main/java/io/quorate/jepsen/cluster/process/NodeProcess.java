package io.quorate.jepsen.cluster.process;

import io.quorate.jepsen.clock.FaketimeClocks;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.disk.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The processes of one node, one after the other. Known by their handles only. */
final class NodeProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_NANOS = 1_000_000;

    private interface Condition {
        boolean holds() throws IOException;
    }

    private final String name;
    private final Path log;
    private volatile @Nullable Process process;
    private boolean paused;
    private int starts;

    NodeProcess(String name, Path log) {
        this.name = name;
        this.log = log;
    }

    Path log() {
        return log;
    }

    /** Any thread. */
    boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    Optional<Integer> exitCode() {
        Process current = process;
        return current == null || current.isAlive() ? Optional.empty() : Optional.of(current.exitValue());
    }

    /** Its standard input stays open as long as we live: a server that sees it end stops. Returns its id. */
    long start(List<String> command, Map<String, String> environment) throws IOException {
        Files.writeString(
                log,
                "---- start " + ++starts + " of " + name + " at " + Instant.now() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        paused = false;
        return started.pid();
    }

    /** SIGKILL; does not wait. */
    void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    /** Until it is gone. */
    void awaitEnd() throws FaultFailed {
        Process current = process;
        if (current != null && !ends(current, PATIENCE)) {
            throw new FaultFailed(name + " did not end within " + PATIENCE + " after SIGKILL");
        }
        forget();
    }

    /** SIGTERM; false when it did not end by itself in time. */
    boolean terminate(Duration patience) throws FaultFailed {
        Process current = process;
        if (current == null) {
            return true;
        }
        // Not the process itself: that would close its standard input too, which also makes it stop.
        current.toHandle().destroy();
        if (ends(current, patience)) {
            forget();
            return true;
        }
        kill();
        awaitEnd();
        return false;
    }

    private boolean ends(Process current, Duration patience) throws FaultFailed {
        try {
            return current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultFailed("interrupted while waiting for the end of " + name, e);
        }
    }

    private void forget() throws FaultFailed {
        Process current = process;
        paused = false;
        try {
            if (current != null) {
                FaketimeClocks.forget(current.pid());
            }
        } catch (IOException e) {
            throw new FaultFailed("what " + name + " left in shared memory cannot be removed: " + e.getMessage(), e);
        }
    }

    void pause() throws FaultFailed {
        Process current = process;
        if (current == null || !current.isAlive()) {
            throw new FaultFailed(name + " does not run, so it cannot be paused");
        }
        signal("STOP", current);
        paused = true;
        await("stop", () -> ProcessTable.isStopped(current.pid()));
    }

    void resume() throws FaultFailed {
        Process current = process;
        if (!paused || current == null || !current.isAlive()) {
            return;
        }
        signal("CONT", current);
        paused = false;
        await("go on", () -> ProcessTable.isContinued(current.pid()));
    }

    private void signal(String signal, Process current) throws FaultFailed {
        try {
            SystemCommand.run("sh", "-c", "kill -" + signal + " " + current.pid());
        } catch (IOException e) {
            throw new FaultFailed("SIG" + signal + " for " + name + ": " + e.getMessage(), e);
        }
    }

    private void await(String what, Condition condition) throws FaultFailed {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new FaultFailed(name + " did not " + what + " within " + PATIENCE);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw new FaultFailed(name + " was to " + what + ", and is gone: " + e.getMessage(), e);
        }
    }
}
