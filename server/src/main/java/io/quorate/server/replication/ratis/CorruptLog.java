package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import java.nio.file.Path;

/**
 * The Raft log on this node's disk is not what was written, or part of it is gone. What is missing may have been
 * acknowledged, so this replica must not go on; nothing on disk was changed.
 */
public final class CorruptLog extends Fault {
    private static final long serialVersionUID = 1L;
    private static final String ADVICE =
            "; this replica does not start: rebuild it from the others (docs/operations/runbooks/CORRUPT-LOG.md)";

    private final String file;
    private final long offset;

    CorruptLog(Path file, long offset, String damage) {
        super("the Raft log is damaged: " + file + " at byte " + offset + ": " + damage + ADVICE);
        this.file = file.toString();
        this.offset = offset;
    }

    /** The damaged file, or the directory in which something is missing. */
    public String file() {
        return file;
    }

    /** Where in the file the first byte is that cannot be trusted. */
    public long offset() {
        return offset;
    }
}
