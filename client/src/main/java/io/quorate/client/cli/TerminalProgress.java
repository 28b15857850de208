package io.quorate.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells somebody who sits at a terminal what a command waits for, once that takes more than two seconds. Nothing when
 * stderr is no terminal.
 */
public final class TerminalProgress implements AutoCloseable {
    private static final long QUIET_NANOS = 2_000_000_000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private boolean shown;

    private TerminalProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Begins now. */
    public static TerminalProgress on(PrintWriter err) {
        return new TerminalProgress(err, isTerminal());
    }

    /**
     * System.console tells of stdin and stdout, and newer JVMs have one always. Where there is no /proc: no progress.
     */
    private static boolean isTerminal() {
        try {
            String stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return stderr.startsWith("/dev/pts/") || stderr.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What is waited for at the moment; takes the place of what was shown before. */
    public void show(String what) {
        if (terminal && System.nanoTime() - began > QUIET_NANOS) {
            err.print(CLEAR_LINE + what);
            err.flush();
            shown = true;
        }
    }

    /** Leaves the line as if nothing had been there. */
    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
