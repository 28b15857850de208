package io.quorate.server.replication.ratis;

import io.quorate.server.common.LogPosition;

/**
 * When the next snapshot is due: after so many entries or so many bytes of them, so that replay after a restart and the
 * log on disk stay bounded whatever the entries' size. Confined to the apply thread.
 */
final class SnapshotPace {
    private final long entries;
    private final long bytes;
    private long entriesSince;
    private long bytesSince;
    private LogPosition position = LogPosition.NONE;

    SnapshotPace(long entries, long bytes) {
        this.entries = entries;
        this.bytes = bytes;
    }

    /** Raft has given us this entry. The state may be further already, when the entry is one that is replayed. */
    void applied(LogPosition entry, int entryBytes) {
        position = entry;
        entriesSince++;
        bytesSince += entryBytes;
    }

    boolean isDue() {
        return entriesSince > 0 && (entriesSince >= entries || bytesSince >= bytes);
    }

    /**
     * The newest entry that Raft gave us. A snapshot says no more than this, though the state may hold more: Raft takes
     * its log to reach as far as its newest snapshot.
     */
    LogPosition position() {
        return position;
    }

    void restart() {
        entriesSince = 0;
        bytesSince = 0;
    }
}
