package io.quorate.server.peer;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerRequests;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.SnapshotFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node that answers as the test says. */
final class FakeRequests implements PeerRequests {
    record Taken(NodeId from, GroupId group, byte[] batch, Duration timeout, CompletableFuture<ForwardResult> reply) {
        void answer() {
            reply.complete(new ForwardResult(PeerStatus.OK, null, new LogPosition(7, batch[0]), batch));
        }
    }

    /** What came in and is not answered, unless {@link #reply} answers. */
    final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();

    final AtomicInteger count = new AtomicInteger();
    volatile Function<Taken, CompletableFuture<ForwardResult>> reply = it -> it.reply();
    volatile CompletableFuture<ReadIndexResult> readIndex = CompletableFuture.completedFuture(
            new ReadIndexResult(PeerStatus.OK, new NodeId("n3"), new LogPosition(3, 44), true));
    volatile @Nullable SnapshotFiles snapshot;

    static CompletableFuture<ForwardResult> echo(Taken taken) {
        return CompletableFuture.completedFuture(
                new ForwardResult(PeerStatus.OK, new NodeId("n9"), new LogPosition(7, 8), taken.batch()));
    }

    @Override
    public CompletableFuture<ForwardResult> forwarded(NodeId from, GroupId group, byte[] batch, Duration timeout) {
        Taken one = new Taken(from, group, batch, timeout, new CompletableFuture<>());
        count.incrementAndGet();
        taken.add(one);
        return reply.apply(one);
    }

    @Override
    public CompletableFuture<ReadIndexResult> readIndex(NodeId from, GroupId group) {
        return readIndex;
    }

    @Override
    public Optional<SnapshotFiles> latestSnapshot(GroupId group) {
        return Optional.ofNullable(snapshot);
    }
}
