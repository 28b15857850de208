package io.quorate.server.request;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.ReadIndexResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Other nodes, which answer when the test does. */
final class FakePeers implements PeerCalls {
    final List<byte[]> batches = new ArrayList<>();
    final List<NodeId> targets = new ArrayList<>();
    final List<CompletableFuture<ForwardResult>> forwards = new ArrayList<>();
    final List<CompletableFuture<ReadIndexResult>> readIndexes = new ArrayList<>();

    @Override
    public CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout) {
        batches.add(batch);
        targets.add(to);
        forwards.add(new CompletableFuture<>());
        return forwards.get(forwards.size() - 1);
    }

    @Override
    public CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout) {
        readIndexes.add(new CompletableFuture<>());
        return readIndexes.get(readIndexes.size() - 1);
    }

    @Override
    public LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) {
        throw new UnsupportedOperationException();
    }
}
