package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.SnapshotFiles;
import io.quorate.server.storage.CorruptStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of one replica: checkpoints of its store. One holds everything up to its position, and possibly entries
 * after it, which are skipped when they are applied again. Checkpoints and downloads run on the snapshot thread, so
 * that applying goes on. The newest snapshot that Ratis knows of only ever moves forward.
 */
final class RatisSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(RatisSnapshots.class);

    private final GroupId group;
    private final SnapshotDirectory directory;
    private final PeerCalls peers;
    private final Executor thread;
    private final long preservedEntries;
    private final AtomicBoolean checkpointing = new AtomicBoolean();
    private final AtomicBoolean downloading = new AtomicBoolean();
    private final AtomicLong purgeable = new AtomicLong(RaftLog.INVALID_LOG_INDEX);
    private volatile @Nullable SnapshotInfo latest;
    private volatile @Nullable TermIndex downloaded;

    /** Newest installed snapshot: Ratis must not be told to purge up to less. Of the apply thread. */
    private long installed = RaftLog.INVALID_LOG_INDEX;

    RatisSnapshots(GroupId group, Path directory, PeerCalls peers, Executor thread, long preservedEntries) {
        this.group = group;
        this.directory = new SnapshotDirectory(directory);
        this.peers = peers;
        this.thread = thread;
        this.preservedEntries = preservedEntries;
    }

    /** The newest complete snapshot; called by Ratis on hot paths. */
    @Nullable
    SnapshotInfo latest() {
        return latest;
    }

    /** Index of the newest complete snapshot, -1 when there is none. */
    long latestIndex() {
        SnapshotInfo newest = latest;
        return newest == null ? RaftLog.INVALID_LOG_INDEX : newest.getIndex();
    }

    /** The newest for other nodes to download. */
    Optional<SnapshotFiles> files() {
        SnapshotInfo newest = latest;
        return newest == null
                ? Optional.empty()
                : Optional.of(new SnapshotFiles(
                        new LogPosition(newest.getTerm(), newest.getIndex()), directory.path(newest.getTermIndex())));
    }

    /** Finds what is on disk and removes what was left half done; before anything else. */
    void load(Path store) throws IOException {
        directory.sweep();
        SnapshotDirectory.sweepBeside(store);
        List<TermIndex> present = directory.completed();
        if (!present.isEmpty()) {
            publish(present.get(present.size() - 1));
        }
    }

    /** Makes the newest snapshot, if there is one, the store's directory; the store is closed. */
    void restore(Path store) throws IOException {
        SnapshotInfo newest = latest;
        if (newest != null) {
            directory.copyTo(newest.getTermIndex(), store);
        }
    }

    /** True when a checkpoint may begin now; the caller then starts it. */
    boolean begin() {
        return checkpointing.compareAndSet(false, true);
    }

    /**
     * Index up to which the log may go since a checkpoint became durable after the last call, or -1. What came after
     * the snapshot before it stays, at most as many entries as are to be preserved: for followers that were away
     * shortly.
     */
    long takePurgeable() {
        if (purgeable.get() == RaftLog.INVALID_LOG_INDEX) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        long index = purgeable.getAndSet(RaftLog.INVALID_LOG_INDEX);
        return index > installed ? index : RaftLog.INVALID_LOG_INDEX;
    }

    /** Checkpoints the state, which holds everything up to the position, in the background. */
    void start(ReplicaState state, LogPosition position, Consumer<Throwable> onFault) {
        thread.execute(() -> {
            try {
                long before = latestIndex();
                if (checkpoint(state, position)) {
                    purgeable.set(Math.max(before, position.index() - preservedEntries));
                }
            } catch (CorruptStore e) {
                onFault.accept(e);
            } catch (IOException | Fault | LocalState.Unavailable e) {
                // The log is not purged without a snapshot, so nothing is lost; the next due one tries again.
                LOG.atWarn().addKeyValue("group", group).setCause(e).log("snapshot failed");
            } finally {
                checkpointing.set(false);
            }
        });
    }

    /** Checkpoints now, on this thread; false when a newer snapshot came first. */
    boolean checkpoint(ReplicaState state, LogPosition position) throws IOException {
        long started = System.nanoTime();
        TermIndex termIndex = TermIndex.valueOf(position.term(), position.index());
        Path partial = directory.partial(termIndex);
        state.checkpoint(partial);
        directory.complete(partial, termIndex);
        boolean newest = publish(termIndex);
        LOG.atInfo()
                .addKeyValue("group", group)
                .addKeyValue("index", position.index())
                .addKeyValue("millis", (System.nanoTime() - started) / 1_000_000)
                .log("snapshot taken");
        directory.removeOld();
        return newest;
    }

    /**
     * Ratis says that this replica needs a snapshot, and says so again until it has one. Answers with one when it is
     * here; else sees to it that it is downloaded, and answers null. Ratis thus never waits for a download: while it
     * does, it refuses all entries, even those of a next leader who has no need of a snapshot, and it would for ever.
     *
     * @param firstInLog first index of the leader's log: an older snapshot does not help
     */
    @Nullable
    TermIndex install(NodeId leader, long firstInLog) {
        TermIndex ready = downloaded;
        if (ready != null && ready.getIndex() + 1 >= firstInLog) {
            downloaded = null;
            publish(ready);
            return ready;
        }
        if (downloading.compareAndSet(false, true)) {
            thread.execute(() -> {
                try {
                    downloaded = download(leader);
                } catch (IOException | RuntimeException e) {
                    LOG.atWarn()
                            .addKeyValue("group", group)
                            .addKeyValue("from", leader)
                            .addKeyValue("reason", e)
                            .log("snapshot download stopped; it goes on when the leader asks again");
                } finally {
                    downloading.set(false);
                }
            });
        }
        return null;
    }

    private TermIndex download(NodeId from) throws IOException {
        LOG.atInfo().addKeyValue("group", group).addKeyValue("from", from).log("snapshot download begins");
        Path target = directory.openDownload();
        LogPosition position = peers.fetchSnapshot(from, group, target);
        TermIndex termIndex = TermIndex.valueOf(position.term(), position.index());
        directory.complete(target, termIndex);
        LOG.atInfo()
                .addKeyValue("group", group)
                .addKeyValue("index", position.index())
                .log("snapshot downloaded");
        return termIndex;
    }

    /** Downloads on this thread and makes it the newest; before Raft runs. */
    void fetch(NodeId from) throws IOException {
        publish(download(from));
    }

    /**
     * Replaces the store by the newest snapshot, unless it is as far already; on the apply thread, while Ratis reloads.
     */
    void swapInInstalled(ReplicaState state) {
        installed = latestIndex();
        if (state.applied().index() < latestIndex()) {
            state.replace(() -> {
                try {
                    restore(state.directory());
                    directory.removeOld();
                } catch (IOException e) {
                    throw new Fault("cannot put the installed snapshot in place", e);
                }
            });
        }
        LOG.atInfo()
                .addKeyValue("group", group)
                .addKeyValue("index", latestIndex())
                .log("snapshot installed");
    }

    private synchronized boolean publish(TermIndex termIndex) {
        if (termIndex.getIndex() <= latestIndex()) {
            return false;
        }
        latest = new FileListSnapshotInfo(List.<FileInfo>of(), termIndex);
        return true;
    }
}
