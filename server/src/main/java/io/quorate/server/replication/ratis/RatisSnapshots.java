package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of one replica: checkpoints of its store in directories named {@code term_index}. A directory has its final
 * name only once all in it is durable; a checkpoint holds everything up to its position, and possibly entries after it,
 * which are skipped when they are applied again. Checkpoints and downloads run on the snapshot thread, so that applying
 * goes on.
 */
final class RatisSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(RatisSnapshots.class);
    private static final int RETAINED = 2;
    private static final String PARTIAL = "partial-";
    private static final String DOWNLOAD = PARTIAL + "download";

    private final GroupId group;
    private final Path directory;
    private final PeerCalls peers;
    private final Executor thread;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong finished = new AtomicLong(RaftLog.INVALID_LOG_INDEX);
    private volatile @Nullable SnapshotInfo latest;

    RatisSnapshots(GroupId group, Path directory, PeerCalls peers, Executor thread) {
        this.group = group;
        this.directory = directory;
        this.peers = peers;
        this.thread = thread;
    }

    /** The newest complete snapshot; called by Ratis on hot paths. */
    @Nullable SnapshotInfo latest() {
        return latest;
    }

    /** The same for other nodes to download. */
    Optional<SnapshotFiles> files() {
        SnapshotInfo newest = latest;
        return newest == null
                ? Optional.empty()
                : Optional.of(new SnapshotFiles(
                        new LogPosition(newest.getTerm(), newest.getIndex()), path(newest.getTermIndex())));
    }

    /** Finds what is on disk, and rebuilds the store from the newest snapshot when the store is absent or behind it. */
    void recover(ReplicaState state) {
        try {
            Files.createDirectories(directory);
            for (Path partial : list(name -> name.startsWith(PARTIAL) && !name.equals(DOWNLOAD))) {
                deleteTree(partial);
            }
            completed().stream().reduce((older, newer) -> newer).ifPresent(this::publish);
            SnapshotInfo newest = latest;
            if (newest == null) {
                return;
            }
            if (Files.isDirectory(state.directory())) {
                state.open();
                long applied = state.applied().index();
                state.close();
                if (applied >= newest.getIndex()) {
                    return;
                }
            }
            copyInto(path(newest.getTermIndex()), state.directory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the snapshots in " + directory, e);
        }
    }

    /** True when a new checkpoint may begin; else {@link #takeFinished} tells what the last one gave. */
    boolean begin() {
        return running.compareAndSet(false, true);
    }

    /** Index of a checkpoint that has become durable since the last call, or -1. */
    long takeFinished() {
        return finished.getAndSet(RaftLog.INVALID_LOG_INDEX);
    }

    /** Checkpoints the state, which holds everything up to the position, in the background. */
    void start(ReplicaState state, LogPosition position) {
        thread.execute(() -> {
            long started = System.nanoTime();
            try {
                TermIndex termIndex = TermIndex.valueOf(position.term(), position.index());
                Path partial = directory.resolve(PARTIAL + name(termIndex));
                deleteTree(partial);
                state.checkpoint(partial);
                complete(partial, termIndex);
                finished.set(position.index());
                LOG.atInfo()
                        .addKeyValue("group", group)
                        .addKeyValue("index", position.index())
                        .addKeyValue("millis", (System.nanoTime() - started) / 1_000_000)
                        .log("snapshot taken");
                removeOld();
            } catch (IOException | Fault | LocalState.Unavailable e) {
                // The log is not purged without a snapshot, so nothing is lost; the next entry tries again.
                LOG.atWarn().addKeyValue("group", group).setCause(e).log("snapshot failed");
            } finally {
                running.set(false);
            }
        });
    }

    /** Downloads the leader's newest snapshot; null when it cannot be had now, and the leader will ask again. */
    CompletableFuture<TermIndex> install(String leader) {
        CompletableFuture<TermIndex> installed = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                LOG.atInfo().addKeyValue("group", group).addKeyValue("from", leader).log("snapshot install begins");
                Path download = directory.resolve(DOWNLOAD);
                LogPosition position = peers.fetchSnapshot(new NodeId(leader), group, download);
                TermIndex termIndex = TermIndex.valueOf(position.term(), position.index());
                if (!Files.isDirectory(path(termIndex))) {
                    complete(download, termIndex);
                }
                LOG.atInfo()
                        .addKeyValue("group", group)
                        .addKeyValue("index", position.index())
                        .log("snapshot downloaded");
                installed.complete(termIndex);
            } catch (IOException | RuntimeException e) {
                LOG.atWarn().addKeyValue("group", group).addKeyValue("from", leader).setCause(e)
                        .log("snapshot install failed, the leader will ask again");
                installed.complete(null);
            }
        });
        return installed;
    }

    /** Replaces the store by the newest snapshot; on the apply thread, while Ratis reloads. */
    void swapInInstalled(ReplicaState state) {
        SnapshotInfo newest = latest;
        if (newest == null) {
            throw new Fault("Ratis reloads the state, but no snapshot is there");
        }
        state.replace(() -> {
            try {
                copyInto(path(newest.getTermIndex()), state.directory());
                removeOld();
            } catch (IOException e) {
                throw new Fault("cannot put the installed snapshot in place", e);
            }
        });
        LOG.atInfo().addKeyValue("group", group).addKeyValue("index", newest.getIndex()).log("snapshot installed");
    }

    private void complete(Path partial, TermIndex termIndex) throws IOException {
        sync(partial);
        Files.move(partial, path(termIndex), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
        publish(termIndex);
    }

    private void publish(TermIndex termIndex) {
        latest = new FileListSnapshotInfo(List.<FileInfo>of(), termIndex);
    }

    private void removeOld() throws IOException {
        List<TermIndex> all = completed();
        for (TermIndex old : all.subList(0, Math.max(0, all.size() - RETAINED))) {
            deleteTree(path(old));
        }
    }

    /** Hard-links a snapshot as the store's directory: sst files never change, the small others are copied. */
    private static void copyInto(Path snapshot, Path target) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        deleteTree(fresh);
        Files.createDirectories(fresh);
        try (Stream<Path> files = Files.list(snapshot)) {
            for (Path file : files.toList()) {
                Path copy = fresh.resolve(file.getFileName().toString());
                if (file.toString().endsWith(".sst")) {
                    Files.createLink(copy, file);
                } else {
                    Files.copy(file, copy);
                    sync(copy);
                }
            }
        }
        sync(fresh);
        deleteTree(target);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        Path parent = target.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private Path path(TermIndex termIndex) {
        return directory.resolve(name(termIndex));
    }

    private static String name(TermIndex termIndex) {
        return termIndex.getTerm() + "_" + termIndex.getIndex();
    }

    private List<TermIndex> completed() throws IOException {
        return list(name -> name.matches("\\d+_\\d+")).stream()
                .map(path -> String.valueOf(path.getFileName()).split("_", 2))
                .map(parts -> TermIndex.valueOf(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .sorted(Comparator.comparingLong(TermIndex::getIndex))
                .toList();
    }

    private List<Path> list(java.util.function.Predicate<String> names) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> names.test(String.valueOf(entry.getFileName())))
                    .toList();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
