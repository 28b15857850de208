package io.quorate.client.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What local processes have used so far, from {@code /proc}. */
final class ProcessUsage {
    /** Ticks per second of /proc times: USER_HZ is 100 on every Linux that Java 17 runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int USER_TIME_FIELD = 11;

    private ProcessUsage() {}

    /** User and system CPU time of a process with its ended threads, in microseconds, in steps of 10 ms. */
    static long cpuMicros(long pid) {
        String stat = read(pid, "stat");
        // The command's name may hold spaces and brackets; the fields after the last bracket do not.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME_FIELD]) + Long.parseLong(fields[USER_TIME_FIELD + 1]))
                * MICROS_PER_TICK;
    }

    /** Resident memory of a process in bytes. */
    static long residentBytes(long pid) {
        for (String line : read(pid, "status").split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the usage of process " + pid + "; is it alive?", e);
        }
    }
}
