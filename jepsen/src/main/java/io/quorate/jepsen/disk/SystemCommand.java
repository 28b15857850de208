package io.quorate.jepsen.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system, run to their end within a bound. */
public final class SystemCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SystemCommand() {}

    /**
     * What it printed.
     *
     * @throws IOException with what it printed, unless it ended with 0 in time
     */
    public static String run(String... words) throws IOException {
        return run(List.of(words));
    }

    /** The same. */
    public static String run(List<String> words) throws IOException {
        Process process = start(words);
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(String.join(" ", words) + " did not end within " + PATIENCE);
            }
            String printed = printed(process);
            if (process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", words) + " ended with " + process.exitValue() + ": " + printed.strip());
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", words) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts it and returns at once; for what prints little. */
    static Process start(List<String> words) throws IOException {
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    /** All that a process which has ended has printed. */
    static String printed(Process ended) throws IOException {
        return new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether there is a program of this name. */
    static boolean exists(String name) {
        return List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }
}
