package io.quorate.jepsen.cluster.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, run to their end; what they say must fit a pipe (64 KiB). */
final class HostCommand {
    private HostCommand() {}

    /** How a program ended, and all it said. */
    record Result(List<String> command, int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }

        /** The output, of a program that succeeded. */
        String orThrow(String purpose) throws IOException {
            if (!succeeded()) {
                throw new IOException(purpose + ": " + String.join(" ", command) + " ended with " + exit
                        + (output.isBlank() ? "" : ": " + output.strip()));
            }
            return output;
        }
    }

    /** False when the program had ended before it read all; how it ended tells why. */
    private static boolean isWritten(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static Result run(List<String> command, String input, Duration patience) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            boolean written = isWritten(process, input);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(String.join(" ", command) + " has not ended after " + patience);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!written && process.exitValue() == 0) {
                throw new IOException(String.join(" ", command) + " has not read its input: " + output.strip());
            }
            return new Result(List.copyOf(command), process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + command.get(0) + " ran");
        } finally {
            process.destroyForcibly();
        }
    }
}
