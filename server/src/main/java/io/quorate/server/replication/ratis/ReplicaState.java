package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.HistoryCompactor;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.LocalState;
import io.quorate.server.statemachine.EntryResult;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.StateDigest;
import io.quorate.server.storage.OrderedStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The replica's store and machine, which a snapshot install replaces as a whole while readers are at work. Everything
 * but reading and {@link #sizeBytes} happens on the apply thread. Readers announce themselves with two counters, so
 * that a replaced store is closed only when the last of them has left; they never wait.
 *
 * <p>Whoever closes it, or finds that another does, comes back when it is closed. A process must not end before: the
 * store's own threads would meet what the end of the process takes away, and abort it.
 */
public final class ReplicaState implements LocalState {
    private static final long DRAIN_PARK_NANOS = 1_000_000;
    private static final int COMPACTED_ROWS_PER_STEP = 1_000;

    private final Path directory;
    private final Function<Path, OrderedStore> openStore;
    private final Function<OrderedStore, KvStateMachine> openMachine;
    private volatile Consumer<Throwable> onFault = fault -> {};
    private volatile @Nullable Open open;

    /** One opened store with its machine and the readers inside. */
    private static final class Open {
        final OrderedStore store;
        final KvStateMachine machine;
        final MvccReader reader;
        final HistoryCompactor compactor;
        final LongAdder entered = new LongAdder();
        final LongAdder left = new LongAdder();

        Open(OrderedStore store, KvStateMachine machine) {
            this.store = store;
            this.machine = machine;
            this.reader = machine.reader();
            this.compactor = HistoryCompactor.open(store, reader, COMPACTED_ROWS_PER_STEP);
        }

        void closeWhenDrained() {
            // The order matters: leaving is summed first, so a reader between the two sums is counted as inside.
            while (left.sum() < entered.sum()) {
                LockSupport.parkNanos(DRAIN_PARK_NANOS);
            }
            store.close();
        }
    }

    /**
     * @param directory where the store lives
     * @param openStore opens a store in a directory, creating it when it is absent
     * @param openMachine opens the machine over a store
     */
    public ReplicaState(
            Path directory,
            Function<Path, OrderedStore> openStore,
            Function<OrderedStore, KvStateMachine> openMachine) {
        this.directory = directory;
        this.openStore = openStore;
        this.openMachine = openMachine;
    }

    /** Who is told of Faults that readers meet: whoever asked to read cannot stop the replica. */
    void onFault(Consumer<Throwable> listener) {
        onFault = listener;
    }

    synchronized void open() {
        OrderedStore store = openStore.apply(directory);
        try {
            open = new Open(store, openMachine.apply(store));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Closes the present store, lets the action replace its directory, and opens what is there then. */
    synchronized void replace(Runnable action) {
        Open old = require();
        open = null;
        old.closeWhenDrained();
        action.run();
        open();
    }

    synchronized void close() {
        Open old = open;
        open = null;
        if (old != null) {
            old.closeWhenDrained();
        }
    }

    Path directory() {
        return directory;
    }

    LogPosition applied() {
        Open present = open;
        return present == null ? LogPosition.NONE : present.machine.applied();
    }

    EntryResult apply(LogPosition position, byte[] entry) {
        return require().machine.apply(position, entry);
    }

    void skip(LogPosition position) {
        require().machine.skip(position);
    }

    boolean lastWasRelease() {
        return require().machine.lastWasRelease();
    }

    /** Persists the position; on the apply thread, before a checkpoint. */
    void prepareSnapshot() {
        require().machine.prepareSnapshot();
    }

    /** Makes the state durable and copies it; any thread. */
    void checkpoint(Path target) {
        Open present = enter();
        try {
            present.store.flush();
            present.store.checkpoint(target);
        } finally {
            present.left.increment();
        }
    }

    /** Gives up, so that whoever replaces the store need not wait, when it is being replaced. */
    @Override
    public StateDigest digest(BooleanSupplier wanted) {
        return look(present -> present.machine.digest(() -> present == open && wanted.getAsBoolean()));
    }

    /** Gives up, so that whoever replaces the store need not wait, when it is being replaced. */
    @Override
    public HashOutcome hash(long revision, BooleanSupplier wanted) {
        return look(present -> present.reader.hash(revision, () -> present == open && wanted.getAsBoolean()));
    }

    private <T> T look(Function<Open, T> look) {
        Open present = enter();
        try {
            return look.apply(present);
        } catch (Unwanted e) {
            if (present != open) {
                throw new Unavailable();
            }
            throw e;
        } catch (Fault e) {
            onFault.accept(e);
            throw e;
        } finally {
            present.left.increment();
        }
    }

    @Override
    public long sizeBytes() {
        Open present = enter();
        try {
            return present.store.sizeBytes();
        } finally {
            present.left.increment();
        }
    }

    @Override
    public boolean compactHistory() {
        Open present = enter();
        try {
            return present.compactor.step();
        } catch (Fault e) {
            onFault.accept(e);
            throw e;
        } finally {
            present.left.increment();
        }
    }

    @Override
    public long physicallyCompacted() {
        Open present = enter();
        try {
            return present.compactor.physicallyCompacted();
        } finally {
            present.left.increment();
        }
    }

    @Override
    public ReadOutcome read(RangeQuery query) {
        Open present = enter();
        try {
            return present.reader.read(query);
        } catch (Fault e) {
            onFault.accept(e);
            throw e;
        } finally {
            present.left.increment();
        }
    }

    @Override
    public long revision() {
        return enterless().reader.revision();
    }

    @Override
    public long compactedRevision() {
        return enterless().reader.compactedRevision();
    }

    private Open enter() {
        while (true) {
            Open present = enterless();
            present.entered.increment();
            if (present == open) {
                return present;
            }
            present.left.increment();
        }
    }

    private Open enterless() {
        Open present = open;
        if (present == null) {
            throw new Unavailable();
        }
        return present;
    }

    private Open require() {
        Open present = open;
        if (present == null) {
            throw new Fault("the state of this replica is closed");
        }
        return present;
    }
}
