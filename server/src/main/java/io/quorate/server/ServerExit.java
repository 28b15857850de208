package io.quorate.server;

import java.net.BindException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a server process ends. The numbers are part of the interface and never change meaning. */
enum ServerExit {
    STOPPED(0, "stopped as asked", "nothing"),
    FAILED(1, "failed for a reason with no code of its own", "read the last lines of the log"),
    USAGE(2, "the command line, the topology or a setting is wrong", "correct what the message lists"),
    WRONG_DATA_DIRECTORY(
            10,
            "the data directory belongs to another node or cluster, to another release, or to something else",
            "give the right --data, or use the release that wrote it; for a demo, --fresh"),
    DATA_DIRECTORY_LOCKED(11, "another process uses the data directory", "stop that process"),
    PORT_TAKEN(
            12, "a port is taken, or its address is not of this machine", "stop what listens there, or choose another"),
    CORRUPT_LOG(
            13,
            "the Raft log is damaged other than by a power loss at its end",
            "do not repair two nodes at once; follow operations/runbooks/CORRUPT-LOG.md"),
    CORRUPT_STORE(
            14,
            "the state on disk is damaged",
            "move db and snapshots of its group away, leave raft, start again (operations/runbooks/CORRUPT-STORE.md)"),
    REPLICA_FAULT(15, "the replica cannot go on: an I/O error or a broken invariant", "read the log; check the disk"),
    DISK_FULL(16, "the disk is full", "make room, then start again; nothing acknowledged is lost"),
    OUT_OF_MEMORY(17, "out of memory, noticed by the server (the JVM itself ends with 3)", "give it more memory"),
    DATA_DIRECTORY_UNUSABLE(18, "the data directory cannot be created, read or written", "check its path and owner");

    /** By name: they live in rooms, and a library, that this one does not see. */
    private static final Map<String, ServerExit> BY_NAME = Map.of(
            "CorruptLog", CORRUPT_LOG,
            "CorruptedFileException", CORRUPT_LOG,
            "ChecksumException", CORRUPT_LOG,
            "TruncatedLogException", CORRUPT_LOG,
            "CorruptStore", CORRUPT_STORE,
            "UnknownFormat", WRONG_DATA_DIRECTORY,
            "StateLost", REPLICA_FAULT);

    private final int code;
    private final String meaning;
    private final String remedy;

    ServerExit(int code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    String remedy() {
        return remedy;
    }

    /** What a code means; null when no server ends with it. */
    static @Nullable ServerExit ofCode(int code) {
        for (ServerExit exit : values()) {
            if (exit.code == code) {
                return exit;
            }
        }
        return null;
    }

    /** By the failure and what caused it. */
    static ServerExit of(Throwable failure, ServerExit otherwise) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            ServerExit exit = ofOne(each);
            if (exit != null) {
                return exit;
            }
        }
        return otherwise;
    }

    private static @Nullable ServerExit ofOne(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        if (failure instanceof BindException
                || name.equals("PortTakenException")
                || message.contains("address already in use")) {
            return PORT_TAKEN;
        }
        if (message.contains("no space left on device") || message.contains("disk quota exceeded")) {
            return DISK_FULL;
        }
        ServerExit named = BY_NAME.get(name);
        if (named != null) {
            return named;
        }
        return failure instanceof FileSystemException && message.contains("read-only file system")
                ? DATA_DIRECTORY_UNUSABLE
                : null;
    }

    /** The table of docs/operations/server-exit-codes.md. */
    static String table() {
        StringBuilder table = new StringBuilder("| code | meaning | what to do |\n|---|---|---|\n");
        for (ServerExit exit : values()) {
            table.append("| ")
                    .append(exit.code)
                    .append(" | ")
                    .append(exit.meaning)
                    .append(" | ");
            table.append(exit.remedy).append(" |\n");
        }
        return table.toString();
    }
}
