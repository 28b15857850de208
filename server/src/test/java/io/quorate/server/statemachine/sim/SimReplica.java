package io.quorate.server.statemachine.sim;

import io.quorate.server.mvcc.HistoryCompactor;
import io.quorate.server.statemachine.EntryResult;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica: the real machine, what feeds it, and what befalls both. */
final class SimReplica {
    private static final long NO_INDEX = -1;
    private static final int KEPT_ENTRIES = 6;
    private static final int COMPACTED_ROWS = 3;

    /**
     * What other replicas may install.
     *
     * @param index everything up to it is in the store, and maybe more
     */
    private record Snapshot(long index, SimStore store) {}

    private final Simulation simulation;
    private final int id;
    private final SessionLimits limits;
    private SimStore store;
    private KvStateMachine machine;

    /** Index of the entry that is given next. */
    private long next;

    /** Entries before it were purged. */
    private long firstInLog;

    private long written = NO_INDEX;
    private long flushed = NO_INDEX;
    private long snapshotBegun = NO_INDEX;
    private @Nullable Snapshot snapshot;
    /** By mutant: the next entry is given with the content of the one before. */
    private boolean repeats;

    SimReplica(Simulation simulation, int id, SessionLimits limits) {
        this.simulation = simulation;
        this.id = id;
        this.limits = limits;
        store = new SimStore(simulation.mutant());
        machine = KvStateMachine.open(store, limits);
    }

    private long applied() {
        return machine.applied().index();
    }

    boolean isBehind() {
        return next < simulation.log().size();
    }

    /** Gives the machine the next entries, so many if there are; they may be some that it has applied before. */
    void feed(long entries) {
        for (long i = 0; i < entries && isBehind(); i++) {
            feedOne();
        }
    }

    private void feedOne() {
        LogItem item = simulation.log().get((int) next);
        long before = applied();
        if (item.isOurs()) {
            apply(item, before);
        } else {
            machine.skip(item.position());
        }
        simulation.invariants().positions().given(id, before, next, applied());
        if (next <= before) {
            simulation.invariants().count("entries given again");
        } else if (item.isOurs()) {
            written = next;
        }
        next++;
        if (simulation.chance(0.4)) {
            checkState();
        }
    }

    private void apply(LogItem item, long before) {
        long clock = item.hlc() + (simulation.is(Mutant.OWN_CLOCK) ? id : 0);
        LogItem content = repeats ? simulation.log().get((int) next - 1) : item;
        repeats = false;
        EntryResult result = machine.apply(item.position(), (content.isOurs() ? content : item).bytes(clock));
        if (next > before) {
            simulation.invariants().same().answered(id, next, Reference.answers(result));
        } else if (!result.batches().isEmpty()) {
            throw new Violation("same answers", "an entry that was applied before is answered: " + next);
        }
    }

    void checkState() {
        simulation
                .invariants()
                .same()
                .at(
                        id,
                        applied(),
                        new Reference.Moment(
                                machine.digest(() -> true).hash(),
                                machine.reader().revision(),
                                machine.clusterTime(),
                                machine.lastWasRelease(),
                                List.of()));
    }

    void flush() {
        store.flush();
        flushed = written;
    }

    /** The process ends and starts again; the log is given from somewhere before what the state holds. */
    void crash() {
        long before = applied();
        int unflushed = store.unflushed();
        store = store.afterCrash(simulation.random());
        machine = KvStateMachine.open(store, limits);
        simulation.invariants().flushed().crashed(id, flushed, before, applied());
        simulation.invariants().count(applied() < before ? "crashes that lost entries" : "crashes");
        simulation.invariants().count(unflushed > 0 ? "crashes with unflushed batches" : "crashes without any");
        written = applied();
        flushed = applied();
        snapshotBegun = NO_INDEX;
        resume();
    }

    private void resume() {
        simulation.invariants().positions().resumed(id, applied(), firstInLog);
        checkState();
        next = simulation.between(firstInLog, applied() + 2);
        if (simulation.is(Mutant.RESTART_SKIPS_AN_ENTRY)) {
            next = applied() + 2;
        }
        repeats = simulation.is(Mutant.RESTART_REPEATS_AN_ENTRY) && applied() >= 0;
        next = repeats ? applied() + 1 : next;
    }

    /** Removes history that nobody can read any more, beside the entries. */
    void compactHistory() {
        HistoryCompactor compactor = HistoryCompactor.open(store, machine.reader(), COMPACTED_ROWS);
        long before = compactor.physicallyCompacted();
        boolean more = compactor.step();
        if (more || compactor.physicallyCompacted() > before) {
            simulation.invariants().count("steps of compaction");
        }
        checkState();
    }

    /** The position is settled on the apply thread; entries go on being applied while the rest is under way. */
    void beginSnapshot() {
        if (applied() == NO_INDEX || snapshotBegun != NO_INDEX) {
            return;
        }
        if (!simulation.is(Mutant.SNAPSHOT_WITHOUT_POSITION)) {
            machine.prepareSnapshot();
        }
        written = applied();
        snapshotBegun = applied();
    }

    void endSnapshot() {
        if (snapshotBegun == NO_INDEX) {
            return;
        }
        flush();
        snapshot = new Snapshot(snapshotBegun, store.copy());
        firstInLog = Math.max(firstInLog, snapshotBegun + 1 - simulation.between(0, KEPT_ENTRIES));
        snapshotBegun = NO_INDEX;
    }

    /** Replaces everything by another's snapshot, if that is ahead. */
    void installFrom(SimReplica other) {
        Snapshot offered = other.snapshot;
        if (offered == null || offered.index <= applied()) {
            return;
        }
        store = offered.store.copy();
        machine = KvStateMachine.open(store, limits);
        snapshot = new Snapshot(offered.index, store.copy());
        snapshotBegun = NO_INDEX;
        firstInLog = offered.index + 1;
        written = applied();
        flushed = applied();
        simulation.invariants().positions().resumed(id, applied(), firstInLog);
        simulation.invariants().count("installs");
        checkState();
        next = firstInLog + (simulation.is(Mutant.INSTALL_SKIPS_AN_ENTRY) ? 1 : 0);
        repeats = false;
    }
}
