package io.quorate.server.admin;

import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.request.KeyspaceRequests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Keeps what operators say of nodes in the system keyspace, beside the keyspaces. */
public final class NodeCatalog implements NodeAdmin {
    /** For admission: a mark is small. */
    private static final int MARK_BYTES = 256;

    private final KeyspaceRequests system;
    private final KeyspaceCatalog keyspaces;
    private final Supplier<Optional<KeyspaceMap>> local;
    private final NodeClock clock;

    /**
     * @param system the system keyspace
     * @param local the map as this node's replica has it
     */
    public NodeCatalog(
            KeyspaceRequests system,
            KeyspaceCatalog keyspaces,
            Supplier<Optional<KeyspaceMap>> local,
            NodeClock clock) {
        this.system = system;
        this.keyspaces = keyspaces;
        this.local = local;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<KeyspaceMap> map(long deadlineNanos) {
        return keyspaces.map(deadlineNanos);
    }

    @Override
    public Optional<KeyspaceMap> localMap() {
        return local.get();
    }

    /** Changes nothing when it is so already: else the epoch would go on, and since when it is drained be lost. */
    @Override
    public CompletableFuture<Long> drain(NodeId node, boolean drained, long deadlineNanos) {
        Bytes key = KeyspaceMap.drainedKeyOf(node);
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        Compare unmarked =
                new Compare(KeyRange.single(key), Compare.Result.EQUAL, Compare.Target.VERSION, 0, Bytes.EMPTY);
        List<Operation> mark = List.of(Command.Put.of(key, Bytes.utf8(now.toString())));
        List<Operation> unmark = List.of(new Command.DeleteRange(KeyRange.single(key), false));
        Command.Txn txn = drained
                ? new Command.Txn(List.of(unmarked), mark, List.of())
                : new Command.Txn(List.of(unmarked), List.of(), unmark);
        return system.write(new Request(null, txn), MARK_BYTES, deadlineNanos).thenApply(committed -> {
            if (committed.outcome() instanceof Outcome.TxnDone done) {
                return done.revision();
            }
            throw new Fault("marking a node gave " + committed.outcome());
        });
    }
}
