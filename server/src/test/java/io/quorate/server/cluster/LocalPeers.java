package io.quorate.server.cluster;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Calls between test nodes without a wire; a cut link loses the request or, after it was served, its answer. */
final class LocalPeers implements PeerCalls {
    /** Looks at each file of a snapshot before it is copied; may hold the copy up, or fail it. */
    interface FetchTap {
        void before(NodeId from, NodeId to, Path file) throws IOException;
    }

    private final TestCluster cluster;
    private final NodeId self;

    LocalPeers(TestCluster cluster, NodeId self) {
        this.cluster = cluster;
        this.self = self;
    }

    private boolean reaches(NodeId to) {
        return cluster.links().isOpen(self, to) && cluster.node(to).isRunning();
    }

    @Override
    public CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout) {
        if (!reaches(to)) {
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.INDETERMINATE));
        }
        return cluster.node(to)
                .keyspace()
                .forwarded(batch)
                .thenApply(result ->
                        cluster.links().isOpen(to, self) ? result : ForwardResult.of(PeerStatus.INDETERMINATE))
                .completeOnTimeout(
                        ForwardResult.of(PeerStatus.INDETERMINATE), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout) {
        if (!reaches(to)) {
            return CompletableFuture.completedFuture(ReadIndexResult.of(PeerStatus.INDETERMINATE));
        }
        return cluster.node(to)
                .keyspace()
                .readIndex(self)
                .thenApply(result ->
                        cluster.links().isOpen(to, self) ? result : ReadIndexResult.of(PeerStatus.INDETERMINATE))
                .completeOnTimeout(
                        ReadIndexResult.of(PeerStatus.INDETERMINATE), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) throws IOException {
        if (!reaches(from)) {
            throw new IOException(from + " cannot be reached");
        }
        cluster.fetches().incrementAndGet();
        SnapshotFiles snapshot =
                cluster.node(from).host().latestSnapshot().orElseThrow(() -> new IOException("no snapshot yet"));
        Files.createDirectories(directory);
        removeOthers(directory, snapshot.directory());
        for (Path file : files(snapshot.directory())) {
            Path copy = directory.resolve(file.getFileName());
            if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                cluster.fetchTap().before(from, self, file);
                if (!reaches(from)) {
                    throw new IOException(from + " went away");
                }
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return snapshot.position();
    }

    private static void removeOthers(Path directory, Path wanted) throws IOException {
        for (Path file : files(directory)) {
            if (!Files.exists(wanted.resolve(file.getFileName()))) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
