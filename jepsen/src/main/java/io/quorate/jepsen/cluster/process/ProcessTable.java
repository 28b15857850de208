package io.quorate.jepsen.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of processes. */
final class ProcessTable {
    private static final int STATE = 0;
    private static final int START_TIME = 19;
    /**
     * Stopped, traced; or in the kernel, from where it does not come back to its program before it is continued; or
     * gone.
     */
    private static final String NOT_RUNNING = "TtDZXx";

    private ProcessTable() {}

    /** Whether no thread of it runs its program. */
    static boolean isStopped(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = all.toList();
        }
        for (Path thread : threads) {
            if (Files.exists(thread) && NOT_RUNNING.indexOf(state(thread)) < 0) {
                return false;
            }
        }
        return state(Path.of("/proc", Long.toString(pid))) == 'T';
    }

    /** Whether it is not told to stop. */
    static boolean isContinued(long pid) throws IOException {
        return state(Path.of("/proc", Long.toString(pid))) != 'T';
    }

    private static char state(Path directory) throws IOException {
        return fields(directory)[STATE].charAt(0);
    }

    /** When it began, in the kernel's ticks: with its id it names one process for ever. */
    static long startTime(long pid) throws IOException {
        return Long.parseLong(fields(Path.of("/proc", Long.toString(pid)))[START_TIME]);
    }

    /** From the state on: the name before it, in brackets, may hold anything. */
    private static String[] fields(Path directory) throws IOException {
        String stat = Files.readString(directory.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }
}
