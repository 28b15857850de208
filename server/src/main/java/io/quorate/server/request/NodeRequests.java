package io.quorate.server.request;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerRequests;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.SnapshotFiles;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What this node answers to other nodes, for each group it hosts. Groups come as they open and go as they close. */
public final class NodeRequests implements PeerRequests {
    private record Hosted(Keyspace keyspace, Supplier<Optional<SnapshotFiles>> snapshots) {}

    private final Map<GroupId, Hosted> groups = new ConcurrentHashMap<>();

    /** From now on requests for this group are answered. */
    public void host(GroupId group, Keyspace keyspace, Supplier<Optional<SnapshotFiles>> snapshots) {
        groups.put(group, new Hosted(keyspace, snapshots));
    }

    /** From now on other nodes are told that it is not here. */
    public void leave(GroupId group) {
        groups.remove(group);
    }

    @Override
    public CompletableFuture<ForwardResult> forwarded(NodeId from, GroupId group, byte[] batch, Duration timeout) {
        Hosted hosted = groups.get(group);
        if (hosted == null) {
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.NOT_READY));
        }
        return hosted.keyspace()
                .forwarded(batch)
                .completeOnTimeout(
                        ForwardResult.of(PeerStatus.INDETERMINATE), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<ReadIndexResult> readIndex(NodeId from, GroupId group) {
        Hosted hosted = groups.get(group);
        return hosted == null
                ? CompletableFuture.completedFuture(ReadIndexResult.of(PeerStatus.NOT_READY))
                : hosted.keyspace().readIndex(from);
    }

    @Override
    public Optional<SnapshotFiles> latestSnapshot(GroupId group) {
        return Optional.ofNullable(groups.get(group))
                .flatMap(hosted -> hosted.snapshots().get());
    }
}
