package io.quorate.server.api;

import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.HistoryCompactor;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.request.Committed;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.Proven;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.ReadPath;
import io.quorate.server.request.ReadProof;
import io.quorate.server.request.RequestFailure;
import io.quorate.server.request.Vouch;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import io.quorate.server.statemachine.StateDigest;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The real state machine over a real store, without consensus: what is proposed is applied at once. */
public final class SoloKeyspace implements KeyspaceRequests, OperatorRequests, AutoCloseable {
    private static final NodeId SELF = new NodeId("n1");
    private static final int ROWS_PER_STEP = 100;

    private final OrderedStore store;
    private final KvStateMachine machine;
    private final HistoryCompactor compactor;
    private long index;

    public SoloKeyspace(Path directory) {
        store = RocksStore.open(directory, RocksSettings.defaults());
        machine = KvStateMachine.open(store, SessionLimits.defaults());
        compactor = HistoryCompactor.open(store, machine.reader(), ROWS_PER_STEP);
    }

    @Override
    public synchronized CompletableFuture<Committed> write(Request request, int bytes, long deadlineNanos) {
        byte[] batch = CommandCodec.encodeBatch(null, List.of(CommandCodec.encodeRequest(request)));
        byte[] entry = CommandCodec.encodeEntry(index, "n1", 1, List.of(batch));
        index++;
        Outcome outcome = machine.apply(new LogPosition(1, index), entry)
                .batches()
                .get(0)
                .outcomes()
                .get(0);
        return CompletableFuture.completedFuture(new Committed(outcome, new LogPosition(1, index)));
    }

    @Override
    public CompletableFuture<Proven<MvccReader.ReadOutcome>> read(
            RangeQuery query, ReadOptions options, long deadlineNanos) {
        return readState(query).thenApply(value -> new Proven<>(value, proof()));
    }

    @Override
    public CompletableFuture<MvccReader.ReadOutcome> readState(RangeQuery query) {
        return CompletableFuture.completedFuture(machine.reader().read(query));
    }

    private ReadProof proof() {
        return new ReadProof(ReadPath.LEASE, machine.applied(), 0);
    }

    @Override
    public CompletableFuture<Vouch> vouch(ReadOptions options, long deadlineNanos) {
        return CompletableFuture.completedFuture(new Vouch(ReadPath.LEASE, 1, machine.applied(), null));
    }

    @Override
    public ReadProof prove(Vouch vouch, ReadOptions options) {
        return proof();
    }

    @Override
    public synchronized CompletableFuture<Void> awaitPhysicalCompaction(long revision, long deadlineNanos) {
        while (compactor.physicallyCompacted() < revision && compactor.step()) {
            // One more bounded step.
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public GroupStatus status() {
        LogPosition applied = machine.applied();
        return new GroupStatus(
                SELF, SELF, 1, applied.index(), applied.index(), applied, GroupStatus.LeaseState.VALID, List.of());
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public long revision() {
        return machine.reader().revision();
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> moveLeader(NodeId to, long deadlineNanos) {
        return to.equals(SELF)
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.HANDOVER_FAILED));
    }

    @Override
    public CompletableFuture<MvccReader.HashOutcome> hash(long revision, BooleanSupplier wanted) {
        return CompletableFuture.completedFuture(machine.reader().hash(revision, wanted));
    }

    @Override
    public CompletableFuture<StateHash> hashState(BooleanSupplier wanted) {
        StateDigest digest = machine.digest(wanted);
        return CompletableFuture.completedFuture(
                new StateHash(digest.position(), digest.hash(), StateDigest.DEFINITION, digest.machineVersion()));
    }

    @Override
    public void close() {
        store.close();
    }
}
