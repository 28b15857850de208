package io.quorate.server.replication.ratis;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.RaftStorageMetadataFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes durable what Ratis leaves to the file system: the names in its directory. It syncs the files it writes, but a
 * vote gets its name by a rename, a log segment by being created or renamed, and after a loss of power the directory
 * may be what it was before: a vote is forgotten, and cast again for another in the same term. So the directory is
 * synced before a message leaves that may rest on a vote or a term, and before entries count as written
 * (docs/adr/0024). Both cost nothing while no name has changed. A new vote or term also gets its {@link VoteCopy}.
 */
final class DurableNames {
    /** Longer than a tick of the clock that file systems stamp changes with. */
    private static final long TICK_NANOS = 50_000_000;

    /** What is known once Ratis has opened its storage. */
    private record Opened(Path directory, RaftStorageMetadataFile votes, VoteCopy copy) {}

    private final NodeClock clock;
    private final Metrics.Counter syncs;
    private volatile DirectorySync disk = DirectorySync.system();
    private volatile @Nullable Opened opened;

    /** The vote and term whose name is durable, and which have a copy. Written under the monitor. */
    private volatile @Nullable RaftStorageMetadata durable;

    /** When the directory was last seen to change, by its own stamp and by our clock. Of the log's thread. */
    private @Nullable FileTime changed;

    private long changedSeenNanos;

    /** Synced so long after the last change that another one would have another stamp. Of the log's thread. */
    private boolean settled;

    DurableNames(NodeClock clock, Metrics metrics) {
        this.clock = clock;
        this.syncs = metrics.counter(
                "quorate_directory_syncs", "Syncs of the log's directory: after votes, new terms and new segments");
    }

    /** How directories are synced; by the file system unless said. */
    void syncWith(DirectorySync how) {
        disk = how;
    }

    /**
     * Ratis has read or formatted its storage, and has not spoken to anybody yet.
     *
     * @param group where the vote's copy is
     * @param top the outermost directory that may be new
     */
    void open(RaftStorage storage, Path group, Path top) throws IOException {
        Path directory = storage.getStorageDir().getCurrentDir().toPath().toAbsolutePath();
        Opened now = new Opened(directory, storage.getMetadataFile(), new VoteCopy(group));
        RaftStorageMetadata found = now.votes().getMetadata();
        Path outermost = top.toAbsolutePath();
        for (Path path = directory; path != null && path.startsWith(outermost); path = path.getParent()) {
            disk.sync(path);
        }
        now.copy().write(found);
        durable = found;
        opened = now;
    }

    /** Before a message leaves that may rest on a vote or a term of this replica. Any thread. */
    void beforeMessage() throws IOException {
        Opened now = opened;
        // Ratis shows a vote here only after it has been renamed.
        if (now != null && !now.votes().getMetadata().equals(durable)) {
            sync(now);
        }
    }

    /** Before entries count as written. On the log's thread. */
    void beforeFlush() throws IOException {
        Opened now = opened;
        if (now == null) {
            return;
        }
        long nanos = clock.monotonicNanos();
        FileTime stamp = Files.getLastModifiedTime(now.directory());
        if (!stamp.equals(changed)) {
            changed = stamp;
            changedSeenNanos = nanos;
            settled = false;
        }
        if (!settled) {
            sync(now);
            // Until then a change after this sync could have the same stamp.
            settled = nanos - changedSeenNanos > TICK_NANOS;
        }
    }

    private synchronized void sync(Opened now) throws IOException {
        RaftStorageMetadata found = now.votes().getMetadata();
        disk.sync(now.directory());
        if (!found.equals(durable)) {
            // Only now: the copy must not be ahead of what it is a copy of.
            now.copy().write(found);
        }
        syncs.add(1);
        durable = found;
    }
}
